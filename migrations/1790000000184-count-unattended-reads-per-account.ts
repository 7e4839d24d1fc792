import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The law counts reads of an account: a second consent of the same partner on it brings no four of its own. */
export class CountUnattendedReadsPerAccount1790000000184 implements MigrationInterface {
  readonly name = 'CountUnattendedReadsPerAccount1790000000184';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE INDEX account_feeds_account_reads ON account_feeds (partner_id, account_id);

      -- As before, but over all of the partner's feeds of the account. The account's row is the lock; the feed's own is
      -- taken first, as its callers hold it already.
      CREATE OR REPLACE FUNCTION take_unattended_read(
        for_partner uuid, for_feed uuid, at_time timestamptz, most_reads integer, why text)
      RETURNS TABLE (granted boolean, used integer, next_at timestamptz) LANGUAGE plpgsql AS $$
      DECLARE
        of_account uuid;
        feeds uuid[];
        latest timestamptz;
        moment timestamptz;
      BEGIN
        SELECT account_id INTO of_account FROM account_feeds
          WHERE partner_id = for_partner AND id = for_feed FOR UPDATE;
        IF NOT FOUND THEN RAISE EXCEPTION 'there is no such feed'; END IF;
        PERFORM 1 FROM accounts WHERE partner_id = for_partner AND id = of_account FOR NO KEY UPDATE;
        SELECT array_agg(id) INTO feeds FROM account_feeds WHERE partner_id = for_partner AND account_id = of_account;
        SELECT max(granted_at) INTO latest FROM unattended_reads
          WHERE partner_id = for_partner AND feed_id = ANY (feeds);
        moment := greatest(at_time, latest);
        SELECT count(*) INTO used FROM unattended_reads
          WHERE partner_id = for_partner AND feed_id = ANY (feeds) AND granted_at >= moment - interval '24 hours';
        granted := used < most_reads;
        IF granted THEN
          DELETE FROM unattended_reads
            WHERE partner_id = for_partner AND feed_id = ANY (feeds) AND granted_at < moment - interval '48 hours';
          INSERT INTO unattended_reads (partner_id, feed_id, granted_at, number, trigger)
            VALUES (for_partner, for_feed, moment, used + 1, why);
          used := used + 1;
        END IF;
        -- With room for most_reads, the next one is free when all but most_reads - 1 of the latest have left the window.
        SELECT r.granted_at + interval '24 hours 1 millisecond' INTO next_at FROM unattended_reads r
          WHERE r.partner_id = for_partner AND r.feed_id = ANY (feeds) AND r.granted_at >= moment - interval '24 hours'
          ORDER BY r.granted_at DESC, r.number DESC OFFSET most_reads - 1 LIMIT 1;
        RETURN NEXT;
      END $$;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX account_feeds_account_reads;
      CREATE OR REPLACE FUNCTION take_unattended_read(
        for_partner uuid, for_feed uuid, at_time timestamptz, most_reads integer, why text)
      RETURNS TABLE (granted boolean, used integer, next_at timestamptz) LANGUAGE plpgsql AS $$
      DECLARE
        latest timestamptz;
        moment timestamptz;
      BEGIN
        PERFORM 1 FROM account_feeds WHERE partner_id = for_partner AND id = for_feed FOR UPDATE;
        IF NOT FOUND THEN RAISE EXCEPTION 'there is no such feed'; END IF;
        SELECT max(granted_at) INTO latest FROM unattended_reads WHERE partner_id = for_partner AND feed_id = for_feed;
        moment := greatest(at_time, latest);
        SELECT count(*) INTO used FROM unattended_reads
          WHERE partner_id = for_partner AND feed_id = for_feed AND granted_at >= moment - interval '24 hours';
        granted := used < most_reads;
        IF granted THEN
          DELETE FROM unattended_reads
            WHERE partner_id = for_partner AND feed_id = for_feed AND granted_at < moment - interval '48 hours';
          INSERT INTO unattended_reads (partner_id, feed_id, granted_at, number, trigger)
            VALUES (for_partner, for_feed, moment, used + 1, why);
          used := used + 1;
        END IF;
        -- With room for most_reads, the next one is free when all but most_reads - 1 of the latest have left the window.
        SELECT r.granted_at + interval '24 hours 1 millisecond' INTO next_at FROM unattended_reads r
          WHERE r.partner_id = for_partner AND r.feed_id = for_feed AND r.granted_at >= moment - interval '24 hours'
          ORDER BY r.granted_at DESC, r.number DESC OFFSET most_reads - 1 LIMIT 1;
        RETURN NEXT;
      END $$;
    `);
  }
}
