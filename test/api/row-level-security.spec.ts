import { applicationRole, newId } from '@sluis/persistence';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/services/test-database.js';

/** Tables with a partner in them that the platform must see whole, also in a partner's transaction. */
const overPartners: Record<string, string> = {
  order_attempts: 'what looks alike at the bank, and what belongs to whom there, is asked over all partners',
  outbox: 'due work is claimed by turns over all partners',
  outbox_served: 'who had a turn lately, over all partners',
  outbox_turns: 'the turns themselves',
};

/** Behind a policy that does not bind their owner, because a function of the owner's searches them for the partner. */
const searchedByOwner = ['transaction_counterparties'];

const evidence = ['audit_records', 'audit_leaves', 'audit_nodes', 'audit_heads', 'audit_witnessed_heads'];

let database: TestDatabase;
/** Connected as the processes are. */
let app: Client;
const one = newId();
const other = newId();

beforeAll(async () => {
  database = await createDatabase();
  app = new Client({ connectionString: database.serviceUrl, options: `-c role=${applicationRole}` });
  app.on('error', () => undefined);
  await app.connect();
  await as({ scope: 'platform' });
  await app.query(`INSERT INTO partners (id, name) VALUES ($1, 'One'), ($2, 'Other')`, [one, other]);
  await app.query(`INSERT INTO partner_redirect_uris (partner_id, uri) VALUES ($1, 'https://one.example/')`, [one]);
  await app.query(`INSERT INTO partner_redirect_uris (partner_id, uri) VALUES ($1, 'https://other.example/')`, [other]);
});

afterAll(async () => {
  await app.end();
  await database.drop();
});

beforeEach(() => as({}));

async function as({ partnerId = '', scope = '' }: { partnerId?: string; scope?: string }): Promise<void> {
  await app.query(`SELECT set_config('sluis.partner_id', $1, false), set_config('sluis.scope', $2, false)`, [
    partnerId,
    scope,
  ]);
}

async function rows<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
  return (await app.query<Row & object>(sql, parameters)).rows;
}

const tablesSql = `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`;

describe('the schema', () => {
  it('puts every table of partners’ rows behind a policy that binds its owner too', async () => {
    const open = await rows<{ name: string }>(
      `
      ${tablesSql} AND NOT relispartition AND NOT (relrowsecurity AND (relforcerowsecurity OR relname = ANY ($1)) AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))
        AND (relname = 'partners' OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'partner_id'))
      ORDER BY name`,
      [searchedByOwner],
    );
    expect(open.map(({ name }) => name)).toEqual(Object.keys(overPartners));
  });

  it('belongs to another account than the one that works with it', async () => {
    expect(
      await rows(`SELECT current_user AS name, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user`),
    ).toEqual([{ name: applicationRole, rolsuper: false, rolbypassrls: false }]);
    expect(await rows(`SELECT FROM pg_class WHERE relowner = '${applicationRole}'::regrole`)).toEqual([]);
    await expect(app.query('CREATE TABLE mine (id int)')).rejects.toThrow('permission denied');
    await expect(app.query('ALTER TABLE payments DISABLE ROW LEVEL SECURITY')).rejects.toThrow('must be owner');
    await expect(app.query('TRUNCATE payments')).rejects.toThrow('permission denied');
  });

  it('gives a process that leaves its role no more than it had', async () => {
    await app.query('RESET ROLE');
    try {
      expect(await rows('SELECT FROM partners')).toEqual([]);
      for (const sql of [
        'ALTER TABLE payments DISABLE ROW LEVEL SECURITY',
        'SET ROLE sluis',
        'CREATE TABLE mine (id int)',
      ])
        await expect(app.query(sql)).rejects.toThrow(/must be owner|permission denied/);
      for (const table of evidence)
        await expect(app.query(`DELETE FROM ${table}`)).rejects.toThrow('permission denied');
    } finally {
      await app.query(`SET ROLE ${applicationRole}`);
    }
  });

  it.each(evidence)('lets nobody change or remove rows of %s', async (table) => {
    await as({ scope: 'platform' });
    for (const change of [`UPDATE ${table} SET ctid = ctid`, `DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`])
      await expect(app.query(change)).rejects.toThrow(/permission denied|cannot assign to system column/);
    expect(await rows(`SELECT count(*) FROM ${table}`)).toHaveLength(1);
  });
});

describe('the parts of the audit trail', () => {
  const parts = `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'audit_records'::regclass ORDER BY name`;

  it('are there for the coming months, made by an application that may not make tables', async () => {
    const made = await rows<{ name: string }>(parts);
    expect(made.length).toBeGreaterThanOrEqual(5);
    const ahead = made.length;
    expect(await rows(`SELECT make_audit_parts(7) AS made`)).toEqual([{ made: 4 }]);
    expect(await rows(`SELECT make_audit_parts(7) AS made`)).toEqual([{ made: 0 }]);
    expect(await rows(parts)).toHaveLength(ahead + 4);
  });

  it('take each record by the time in its id, and also one of a clock that is far off', async () => {
    await as({ scope: 'platform' });
    for (const at of ['2001-01-01', 'now', 'in 40 days', '2190-01-01']) {
      const time = at === 'in 40 days' ? `now() + interval '40 days'` : `'${at}'::timestamptz`;
      await app.query(`INSERT INTO audit_records (id, actor_type, action, subject_type, subject_id, outcome)
        VALUES (first_id_at(${time}), 'platform', 'test', 'test', '${at}', 'done')`);
    }
    const found = await rows<{ id: string; part: string }>(
      `SELECT subject_id AS id, tableoid::regclass::text AS part FROM audit_records WHERE action = 'test' ORDER BY id`,
    );
    const partOf = Object.fromEntries(found.map(({ id, part }) => [id, part]));
    expect(partOf).toMatchObject({
      '2001-01-01': 'audit_records_before',
      'in 40 days': expect.stringMatching(/^audit_records_\d{4}_\d{2}$/),
      '2190-01-01': 'audit_records_else',
    });
  });

  it('cannot be reached past the whole', async () => {
    await as({ scope: 'platform' });
    for (const { name } of await rows<{ name: string }>(parts))
      await expect(app.query(`SELECT count(*) FROM ${name}`)).rejects.toThrow('permission denied');
  });
});

describe('a transaction', () => {
  const uris = 'SELECT uri FROM partner_redirect_uris ORDER BY uri';

  it('that does not say how far it reaches sees nothing and adds nothing', async () => {
    expect(await rows(uris)).toEqual([]);
    expect(await rows('SELECT id FROM partners')).toEqual([]);
    await expect(
      app.query(`INSERT INTO partner_redirect_uris (partner_id, uri) VALUES ($1, 'https://new.example/')`, [one]),
    ).rejects.toThrow('row-level security');
  });

  it('of a partner sees, changes, removes and adds what is theirs', async () => {
    await as({ partnerId: one });
    expect(await rows(uris)).toEqual([{ uri: 'https://one.example/' }]);
    expect(await rows('SELECT name FROM partners')).toEqual([{ name: 'One' }]);
    expect((await app.query(`UPDATE partner_redirect_uris SET uri = uri`)).rowCount).toBe(1);
    expect((await app.query(`DELETE FROM partner_redirect_uris WHERE partner_id = $1`, [other])).rowCount).toBe(0);
    await expect(
      app.query(`INSERT INTO partner_redirect_uris (partner_id, uri) VALUES ($1, 'https://new.example/')`, [other]),
    ).rejects.toThrow('row-level security');
    await expect(app.query(`UPDATE partner_redirect_uris SET partner_id = $1`, [other])).rejects.toThrow(
      'row-level security',
    );
  });

  it('of a partner finds only their own counterparties by a part of their name', async () => {
    await as({ scope: 'platform' });
    const [feedOfOne, feedOfOther] = [newId(), newId()];
    for (const [partnerId, feed] of [
      [one, feedOfOne],
      [other, feedOfOther],
    ])
      await app.query(
        `INSERT INTO transaction_counterparties (partner_id, feed_id, id, name) VALUES ($1, $2, $3, 'Koffie & Zo')`,
        [partnerId, feed, newId()],
      );
    const found = (feed: string) => rows(`SELECT counterparties_named($1, '%offi%', 10)`, [feed]);
    expect(await found(feedOfOne)).toEqual([]);
    await as({ partnerId: one });
    expect(await found(feedOfOne)).toHaveLength(1);
    expect(await found(feedOfOther)).toEqual([]);
  });

  it('of a partner reaches no further on a connection of the platform', async () => {
    await as({ partnerId: one, scope: 'platform' });
    expect(await rows(uris)).toEqual([{ uri: 'https://one.example/' }]);
  });

  it('of the platform sees all', async () => {
    await as({ scope: 'platform' });
    expect(await rows(uris)).toHaveLength(2);
  });
});
