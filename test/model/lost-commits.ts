import { randomBytes } from 'node:crypto';
import type { Database } from './database.js';

/**
 * Power cuts at the very end of a transaction, as often as wanted, for one partner alone: a deferred trigger refuses the
 * commit of the transaction that tells of a change. All that it wrote is gone, and what was done outside of it, such as a
 * call to the bank, was done. A sequence counts, because it is the only thing that a refused commit does not take back.
 */
export async function installLostCommits(database: Database): Promise<void> {
  await database.rows(`
    CREATE TABLE lost_commits (partner_id uuid NOT NULL, event_type text NOT NULL, counter text NOT NULL);
    CREATE INDEX lost_commits_partner ON lost_commits (partner_id);
    CREATE FUNCTION lose_commit() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE mark record;
    BEGIN
      FOR mark IN SELECT counter FROM lost_commits WHERE partner_id = NEW.partner_id AND event_type = NEW.type LOOP
        IF nextval(mark.counter::regclass) = 1 THEN
          RAISE EXCEPTION 'the commit was lost, as the test wished';
        END IF;
      END LOOP;
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER lose_commit AFTER INSERT ON events DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION lose_commit();
  `);
}

/** The next transaction of this partner that tells `eventType` comes to nothing. */
export async function loseNextCommit(database: Database, partnerId: string, eventType: string): Promise<void> {
  const counter = `lost_commit_${randomBytes(8).toString('hex')}`;
  await database.rows(`CREATE SEQUENCE ${counter}`);
  await database.rows(`INSERT INTO lost_commits (partner_id, event_type, counter) VALUES ($1, $2, $3)`, [
    partnerId,
    eventType,
    counter,
  ]);
}
