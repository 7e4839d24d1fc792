import { newId, Transactions, dataSourceOptions } from '@sluis/persistence';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/support/services/test-database.js';
import { Doorbell } from './doorbell.js';
import { Outbox, type Claim, type TurnBounds } from './outbox.js';

const kind = 'payments.submit';
const leaseMs = 60_000;

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;
/** Nobody listens: claims are made by hand. */
const silent: Doorbell = Object.assign(Object.create(Doorbell.prototype), { ring: () => undefined });
const outbox = new Outbox(silent);

beforeAll(async () => {
  database = await createDatabase();
  const options = dataSourceOptions({ databaseUrl: database.url, poolSize: 20, applicationName: 'turns' });
  dataSource = await new DataSource(options).initialize();
  transactions = new Transactions(dataSource);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

beforeEach(() => dataSource.query('TRUNCATE outbox, outbox_turns, outbox_clocks, outbox_served'));

async function newPartner(share = 1): Promise<string> {
  const id = newId();
  await dataSource.query(`INSERT INTO partners (id, name, bank_share) VALUES ($1, 'Partner', $2)`, [id, share]);
  return id;
}

/** Work that has been due for a while, the first named longest. */
async function order(partnerId: string, name: string, count: number): Promise<void> {
  await dataSource.query(
    `INSERT INTO outbox (kind, subject, partner_id, due_at)
     SELECT $1, $2 || lpad(n::text, 3, '0'), $3, now() - interval '1 hour' + n * interval '1 second' FROM generate_series(1, $4::integer) AS n`,
    [kind, name, partnerId, count],
  );
}

/** A limit of the bank whose window outlasts the test. */
const limited = { places: 10, windowMs: 3_600_000 };
const turn = (bounds: Partial<TurnBounds> = {}) =>
  transactions.run((tx) =>
    outbox.claimInTurn(tx, kind, leaseMs, { mostPerPartner: 1_000, places: 0, windowMs: 1_000, ...bounds }),
  );

async function claim(mostPerPartner = 1_000, bounds: Partial<TurnBounds> = {}): Promise<Claim | undefined> {
  const next = await turn({ mostPerPartner, ...bounds });
  return next && 'againInMs' in next ? undefined : next;
}
const finish = (held: Claim) => transactions.run((tx) => outbox.finish(tx, held));

/** The letters of the partners, in the order in which their work is claimed and done. */
async function served(times: number, bounds: Partial<TurnBounds> = {}): Promise<string> {
  let order = '';
  for (let time = 0; time < times; time += 1) {
    const held = await claim(1_000, bounds);
    if (!held) break;
    order += held.subject.slice(0, 1);
    await finish(held);
  }
  return order;
}

describe('work claimed in turn', () => {
  it('serves partners one after the other, however much one of them has waiting', async () => {
    await order(await newPartner(), 'A', 100);
    await order(await newPartner(), 'b', 3);
    await order(await newPartner(), 'c', 2);
    expect(await served(9)).toBe('AbcAbcAbA');
    expect(await served(200)).toBe('A'.repeat(96));
  });

  it('serves the oldest work of a partner first', async () => {
    await order(await newPartner(), 'a', 3);
    const subjects = [await claim(), await claim(), await claim()].map((held) => held?.subject);
    expect(subjects).toEqual(['a001', 'a002', 'a003']);
    expect(await claim()).toBeUndefined();
  });

  it('gives a partner with a share of three as many turns', async () => {
    await order(await newPartner(3), 'A', 40);
    await order(await newPartner(), 'b', 40);
    const turns = await served(40);
    expect(turns.match(/A/g)).toHaveLength(30);
    expect(turns).not.toMatch(/AAAAA|bb/);
  });

  it('serves who comes next after the turn that is under way, and lets nobody save up turns', async () => {
    const rare = await newPartner();
    await order(await newPartner(), 'A', 50);
    await order(rare, 'b', 1);
    expect(await served(10)).toBe(`Ab${'A'.repeat(8)}`);
    await order(rare, 'c', 5);
    // Of two whose turn it is, the one whose work has waited longer.
    expect(await served(6)).toBe('ccAcAc');
  });

  it('passes over a partner that holds as many as it may, also when many claim at once', async () => {
    await order(await newPartner(), 'A', 100);
    await order(await newPartner(), 'b', 1);
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(2)));
    const held = claims.filter((one) => one !== undefined);
    expect(held.map(({ subject }) => subject.slice(0, 1)).toSorted()).toEqual(['A', 'A', 'b']);
    expect(await claim(2)).toBeUndefined();
    const [first] = held.filter(({ subject }) => subject.startsWith('A'));
    if (first) await finish(first);
    expect((await claim(2))?.subject).toBe('A003');
  });

  it('takes over what a worker held that died', async () => {
    await order(await newPartner(), 'a', 1);
    await claim(1);
    expect(await claim(1)).toBeUndefined();
    await dataSource.query(`UPDATE outbox SET lease_until = now() - interval '1 millisecond'`);
    expect(await claim(1)).toMatchObject({ subject: 'a001', tries: 2 });
  });

  it('claims nothing that is not due, and nothing of another kind', async () => {
    const partnerId = await newPartner();
    await dataSource.query(
      `INSERT INTO outbox (kind, subject, partner_id, due_at)
       VALUES ($1, 'later', $2, now() + interval '1 hour'), ('payments.expire', 'other', $2, now())`,
      [kind, partnerId],
    );
    expect(await claim()).toBeUndefined();
  });

  describe('at a bank that takes ten orders in a window', () => {
    /** As if so many windows had gone by. */
    const passWindows = (count: number) =>
      dataSource.query(`UPDATE outbox_served SET at = at - $1 * interval '1 millisecond'`, [count * limited.windowMs]);

    it('leaves half of the places free of whoever was served far more often than the others', async () => {
      await order(await newPartner(), 'A', 100);
      for (const name of ['b', 'c', 'd', 'e', 'f']) await order(await newPartner(), name, 1);
      expect(await served(40, limited)).toBe('AbcdefAAAAA');
      expect(await turn(limited)).toMatchObject({ againInMs: expect.any(Number) });
      // Who comes now finds a place.
      await order(await newPartner(), 'g', 1);
      expect(await served(20, limited)).toBe('g');
    });

    it('serves it again in a new window, up to half of the places, and wholly once the others are long gone', async () => {
      await order(await newPartner(), 'A', 100);
      for (const name of ['b', 'c', 'd', 'e', 'f']) await order(await newPartner(), name, 1);
      await served(20, limited);
      await passWindows(1);
      expect(await served(20, limited)).toBe('AAAAA');
      await passWindows(10);
      expect(await served(20, limited)).toBe('A'.repeat(20));
    });

    it('lets a partner with a share of five be served five times as often first', async () => {
      await order(await newPartner(5), 'A', 100);
      for (const name of ['b', 'c', 'd', 'e', 'f']) await order(await newPartner(), name, 1);
      expect((await served(40, limited)).match(/A/g)?.length).toBeGreaterThan(20);
    });

    it('knows no limit where there is none', async () => {
      await order(await newPartner(), 'A', 40);
      for (const name of ['b', 'c', 'd', 'e', 'f']) await order(await newPartner(), name, 1);
      expect(await served(45)).toMatch(/A{34}$/);
    });
  });
});
