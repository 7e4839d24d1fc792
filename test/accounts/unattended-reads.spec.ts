import { UnattendedReads, mostUnattendedReads } from '@sluis/accounts';
import { Consent } from '@sluis/consents';
import { dataSourceOptions, newId, queryRows, Transactions } from '@sluis/persistence';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountAtBank, consentAccounts, testingTexts } from '../consents/support/accounts-at-bank.js';
import { clearTexts } from '../support/clear-text.js';
import { createDatabase, type TestDatabase } from '../support/services/test-database.js';
import { Sql } from '../support/sql.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const schedules = 10_000;
const perRun = 200;

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;
let partnerId: string;
let feeds: string[];
let sql: Sql;

const balancesOnly = { permissions: ['read_balances'], askedIban: null };

beforeAll(async () => {
  database = await createDatabase();
  dataSource = new DataSource(
    dataSourceOptions({ databaseUrl: database.url, poolSize: 8, applicationName: 'test', entities: [Consent] }),
  );
  await dataSource.initialize();
  transactions = new Transactions(dataSource);
  sql = await Sql.open(database.url);
  partnerId = newId();
  feeds = await transactions.run(async (tx) => {
    const consentId = newId();
    await tx.query(`INSERT INTO partners (id, name) VALUES ($1, 'Test partner')`, [partnerId]);
    await tx.query(
      `INSERT INTO consents (partner_id, id, type, permissions, status, valid_until, link_expires_at, redirect_uri, link_token_hash)
       VALUES ($1, $2, 'account_information', '{read_balances}', 'authorised', now() + interval '1 day', now(), 'https://shop.example', '\\x00')`,
      [partnerId, consentId],
    );
    const granted = Array.from({ length: schedules + 10 }, (_, index) => accountAtBank(index));
    await consentAccounts.replace(tx, { ...balancesOnly, partnerId, id: consentId }, granted);
    const rows = await queryRows<{ id: string }>(
      tx,
      `INSERT INTO account_feeds (partner_id, id, consent_id, account_id, bunq_monetary_account_id, history_wanted_from)
       SELECT partner_id, gen_random_uuid(), consent_id, account_id, bunq_monetary_account_id, now() FROM consent_accounts
       WHERE partner_id = $1 RETURNING id`,
      [partnerId],
    );
    return rows.map(({ id }) => id);
  });
});

afterAll(async () => {
  await sql.close();
  await dataSource.destroy();
  await database.drop();
});

/** Milliseconds to the next wish to read: bursts, hours, and the edges of the day. */
const gap = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 2 }) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 8 * hourMs }) },
  { weight: 1, arbitrary: fc.constantFrom(6 * hourMs, 12 * hourMs, dayMs - 1, dayMs, dayMs + 1) },
  // A clock that is set back.
  { weight: 1, arbitrary: fc.integer({ min: -2 * hourMs, max: -1 }) },
);
/** How many of the four the one who asks may use: partners all, callbacks three, the periodic reading two. */
const wish = fc.record({ gap, most: fc.constantFrom(4, 4, 4, 3, 2) });
const schedule = fc.array(wish, { minLength: 5, maxLength: 16 });

interface Step {
  at: number;
  most: number;
  granted: boolean;
  nextAt: number | null;
}

/** Plays many schedules, each on an account of its own, against the function that the service calls. */
async function play(batch: { gap: number; most: number }[][], offset: number): Promise<Step[][]> {
  const start = Date.parse('2026-03-01T00:00:00Z');
  const calls = batch.flatMap((wishes, index) => {
    let at = start;
    return wishes.map(({ gap, most }) => ({ feed: feeds[offset + index] ?? '', at: (at += gap), most }));
  });
  const rows = await transactions.run((tx) =>
    queryRows<{ granted: boolean; next_at: Date | null }>(
      tx,
      `SELECT r.granted, r.next_at
       FROM unnest($2::uuid[], $3::timestamptz[], $4::integer[]) AS s (feed, at, most)
       CROSS JOIN LATERAL take_unattended_read($1, s.feed, s.at, s.most, 'partner') AS r`,
      [partnerId, calls.map(({ feed }) => feed), calls.map(({ at }) => new Date(at)), calls.map(({ most }) => most)],
    ),
  );
  let next = 0;
  return batch.map((wishes) =>
    wishes.map(() => {
      const { at, most } = calls[next] ?? { at: 0, most: 0 };
      const row = rows[next];
      next += 1;
      return { at, most, granted: row?.granted ?? true, nextAt: row?.next_at?.getTime() ?? null };
    }),
  );
}

/** What is wrong with how a schedule went, by the law's words and not by the function's. */
function judge(steps: Step[]): { granted: number; refused: number; faults: string[] } {
  const faults: string[] = [];
  const grants: number[] = [];
  for (const { at, most, granted, nextAt } of steps) {
    const moment = Math.max(at, grants.at(-1) ?? at);
    const recent = grants.filter((grant) => grant >= moment - dayMs).length;
    if (granted) grants.push(moment);
    else if (recent < most) faults.push('refused without need');
    else if (nextAt !== (grants.at(-most) ?? 0) + dayMs + 1) faults.push('told the wrong time of the next slot');
  }
  for (const [index, grant] of grants.entries()) {
    const fifth = grants[index + mostUnattendedReads];
    if (fifth !== undefined && fifth - grant <= dayMs) faults.push('a fifth read within 24 hours');
  }
  return { granted: grants.length, refused: steps.length - grants.length, faults };
}

describe('unattended reads', () => {
  it(`never grants a fifth in any 24 hours, over ${schedules} random schedules, and refuses none without need`, async () => {
    let played = 0;
    let grantedInAll = 0;
    let refusedInAll = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(schedule, { minLength: perRun, maxLength: perRun }), async (batch) => {
        const results = await play(batch, played);
        played += batch.length;
        const judged = results.map(judge);
        grantedInAll += judged.reduce((sum, { granted }) => sum + granted, 0);
        refusedInAll += judged.reduce((sum, { refused }) => sum + refused, 0);
        expect(judged.flatMap(({ faults }) => faults)).toEqual([]);
      }),
      // Every run plays on accounts of its own, so a failing batch cannot be played again to make it smaller.
      { numRuns: schedules / perRun, endOnFailure: true },
    );
    expect(played).toBe(schedules);
    expect(grantedInAll).toBeGreaterThan(20_000);
    expect(refusedInAll).toBeGreaterThan(20_000);
    // Nothing of 10,010 accounts that a consent to read balances does not cover, in any column of any table.
    expect(await clearTexts(sql, testingTexts)).toEqual(new Map());
  });

  it('grants exactly four to forty that ask at once, and keeps what is left for who asks most urgently', async () => {
    const reads = new UnattendedReads();
    const [crowded = '', reserved = ''] = feeds.slice(-2);
    const take = (feedId: string, trigger: 'partner' | 'bank_callback' | 'periodic') =>
      transactions.run((tx) => reads.take(tx, { partnerId, feedId }, trigger));
    const crowd = await Promise.all(Array.from({ length: 40 }, () => take(crowded, 'partner')));
    expect(crowd.filter(({ granted }) => granted)).toHaveLength(4);
    const outcomes = [];
    for (const trigger of [
      'periodic',
      'periodic',
      'periodic',
      'bank_callback',
      'bank_callback',
      'partner',
      'partner',
    ] as const)
      outcomes.push((await take(reserved, trigger)).granted);
    expect(outcomes).toEqual([true, true, false, true, false, true, false]);
    const budget = await transactions.run((tx) => reads.budgetOf(tx, { partnerId, feedId: reserved }));
    expect(budget.remaining).toBe(0);
  });

  it('counts the account over all consents of its partner, also when both ask at once', async () => {
    const reads = new UnattendedReads();
    const [first = ''] = feeds.slice(-3);
    const second = await transactions.run(async (tx) => {
      const consentId = newId();
      await tx.query(
        `INSERT INTO consents (partner_id, id, type, permissions, status, valid_until, link_expires_at, redirect_uri, link_token_hash)
         VALUES ($1, $2, 'account_information', '{read_balances}', 'authorised', now() + interval '1 day', now(), 'https://shop.example', '\\x01')`,
        [partnerId, consentId],
      );
      const [row] = await queryRows<{ id: string }>(
        tx,
        `INSERT INTO account_feeds (partner_id, id, consent_id, account_id, bunq_monetary_account_id, history_wanted_from)
         SELECT partner_id, gen_random_uuid(), $2, account_id, bunq_monetary_account_id, now() FROM account_feeds
         WHERE partner_id = $1 AND id = $3 RETURNING id`,
        [partnerId, consentId, first],
      );
      return row?.id ?? '';
    });
    const take = (feedId: string) => transactions.run((tx) => reads.take(tx, { partnerId, feedId }, 'partner'));
    const crowd = await Promise.all(Array.from({ length: 20 }, (_, n) => take(n % 2 === 0 ? first : second)));
    expect(crowd.filter(({ granted }) => granted)).toHaveLength(4);
    for (const feedId of [first, second]) {
      const budget = await transactions.run((tx) => reads.budgetOf(tx, { partnerId, feedId }));
      expect(budget.remaining).toBe(0);
      expect(budget.resetsAt?.getTime()).toBeGreaterThan(Date.now());
    }
  });
});
