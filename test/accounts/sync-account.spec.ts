import { fromPublicId, queryRows, Transactions } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { untilEventsShow } from '../support/events-shown.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { allPermissions, newAccountHolder, psuHeaders, type AccountHolder } from './account-holder.js';

let stack: Stack;
let transactions: Transactions;

beforeAll(async () => {
  stack = await startStack();
  transactions = stack.api.get(Transactions);
});

afterAll(() => stack.stop());

const rows = <Row>(sql: string, parameters: unknown[] = []) =>
  transactions.run((tx) => queryRows<Row>(tx, sql, parameters));
const consentOf = (holder: AccountHolder) => fromPublicId('consent', holder.consentId);
const findFeed = async (holder: AccountHolder) => {
  const [feed] = await rows<{ id: string; scan_kind: string | null; transactions_read_at: Date | null }>(
    `SELECT id, scan_kind, transactions_read_at FROM account_feeds WHERE consent_id = $1`,
    [consentOf(holder)],
  );
  return feed;
};
// The feed itself is made a moment after the consent is authorised.
const feedOf = (holder: AccountHolder) => until('the feed', () => findFeed(holder));
const firstRead = (holder: AccountHolder) =>
  until('the first reading', async () => ((await findFeed(holder))?.transactions_read_at ? true : undefined));
const storedIds = async (holder: AccountHolder) =>
  (
    await rows<{ id: string }>(
      `SELECT t.bunq_payment_id AS id FROM account_transactions t JOIN account_feeds f ON f.id = t.feed_id
       WHERE f.consent_id = $1 ORDER BY 1`,
      [consentOf(holder)],
    )
  ).map(({ id }) => Number(id));
const bankIds = (holder: AccountHolder) =>
  stack.emulator.bank.tables.payments.where('account', holder.user.accountId).map(({ id }) => id);
interface BookedEvent {
  type: string;
  data: { id: string; consent_id: string; amount: { value: string } };
}
const bookedEvents = async (holder: AccountHolder) => {
  await untilEventsShow(stack.environment.database.url);
  const { body } = await stack.partner.get('/v1/events?type=transaction.booked&limit=100').expect(200);
  return (body as { data: BookedEvent[] }).data.filter(({ data }) => data.consent_id === holder.consentId);
};
const triggersOf = async (holder: AccountHolder) =>
  (
    await rows<{ trigger: string }>(`SELECT trigger FROM unattended_reads WHERE feed_id = $1 ORDER BY granted_at`, [
      (await feedOf(holder)).id,
    ])
  ).map(({ trigger }) => trigger);
const wake = async (holder: AccountHolder) =>
  rows(`UPDATE outbox SET due_at = now() WHERE kind = 'accounts.sync' AND subject LIKE '%' || $1`, [
    (await feedOf(holder)).id,
  ]);
/** As if the last reading were that long ago. */
const age = async (holder: AccountHolder, hours: number) =>
  rows(
    `UPDATE account_feeds SET transactions_read_at = transactions_read_at - $2 * interval '1 hour',
       balance_read_at = balance_read_at - $2 * interval '1 hour' WHERE id = $1 RETURNING 1`,
    [(await feedOf(holder)).id, hours],
  );

describe('following an account', () => {
  it('tells of a transaction once the bank calls back, and of none that was there before', async () => {
    const holder = await newAccountHolder(stack, { bookings: [{ amount: -100n, daysAgo: 3 }] });
    await firstRead(holder);
    expect(await bookedEvents(holder)).toEqual([]);
    holder.book([{ amount: -4_200n, name: 'Fietsenmaker', isNews: true }]);
    const events = await until('the event', async () => {
      const found = await bookedEvents(holder);
      return found.length > 0 ? found : undefined;
    });
    expect(events).toMatchObject([
      { data: { account_id: holder.accountId, amount: { value: '-42.00' }, counterparty: { name: 'Fietsenmaker' } } },
    ]);
    expect(await triggersOf(holder)).toEqual(['bank_callback']);

    // A callback repeated, and another booking soon after: no second reading for callbacks within the hour.
    holder.book([{ amount: -4_300n, isNews: true }]);
    await wake(holder);
    await stack.partner.get(holder.path('/transactions')).set(psuHeaders).expect(200);
    await until('the second event', async () => ((await bookedEvents(holder)).length === 2 ? true : undefined));
    const shown = await stack.partner
      .get(holder.path('/transactions'))
      .set('Cache-Control', 'only-if-cached')
      .expect(200);
    expect((shown.body as { data: { id: string }[] }).data[1]?.id).toBe(events[0]?.data.id);
    expect((await bookedEvents(holder)).map(({ data }) => data.amount.value)).toEqual(['-43.00', '-42.00']);
    expect(await triggersOf(holder)).toEqual(['bank_callback']);
  });

  it('reads for each of a partner’s consents on an account, out of the four they share', async () => {
    const first = await newAccountHolder(stack);
    const second = await newAccountHolder(stack, { user: first.user });
    expect(second.accountId).toBe(first.accountId);
    for (const holder of [first, second]) await firstRead(holder);
    first.book([{ amount: -700n, isNews: true }]);
    for (const holder of [first, second])
      await until('the event', async () => ((await bookedEvents(holder)).length === 1 ? true : undefined));
    for (const holder of [first, second]) expect(await triggersOf(holder)).toEqual(['bank_callback']);
    for (const status of [200, 200, 429]) await stack.partner.get(first.path('/balances')).expect(status);
  });

  it('finds without any callback what was booked, by its periodic reading, and leaves partners two of the four', async () => {
    const holder = await newAccountHolder(stack);
    await firstRead(holder);
    for (const [index, value] of ['-1.00', '-2.00'].entries()) {
      holder.book([{ amount: BigInt(-100 * (index + 1)) }]);
      await age(holder, 9);
      await wake(holder);
      await until(`the event of ${value}`, async () =>
        (await bookedEvents(holder)).some(({ data }) => data.amount.value === value) ? true : undefined,
      );
    }
    holder.book([{ amount: -300n }]);
    await age(holder, 9);
    await wake(holder);
    await stack.partner.get(holder.path('/balances')).expect(200);
    await stack.partner.get(holder.path('/balances')).expect(200);
    await stack.partner.get(holder.path('/balances')).expect(429);
    expect(await triggersOf(holder)).toEqual(['periodic', 'periodic', 'partner', 'partner']);
  });

  it('goes on where it was when the bank breaks off, in the first reading and in a long catching up, without loss or doubles', async () => {
    await stack.bank.failNext(
      { method: 'GET', path: '^/v1/user/\\d+/monetary-account/\\d+/payment', nth: 2, times: 3 },
      { drop: 'before' },
    );
    const many = Array.from({ length: 700 }, (_, index) => ({ amount: BigInt(-1 - index), daysAgo: 10 }));
    const holder = await newAccountHolder(stack, { bookings: many });
    await until('the walk to stand still half way', async () =>
      (await feedOf(holder)).scan_kind === 'first' ? true : undefined,
    );
    await firstRead(holder);
    expect(await storedIds(holder)).toEqual(bankIds(holder));

    holder.book(many.map(({ amount }) => ({ amount: amount - 5_000n })));
    await stack.bank.failNext(
      { method: 'GET', path: '^/v1/user/\\d+/monetary-account/\\d+/payment', nth: 3, times: 2 },
      { drop: 'after' },
    );
    await stack.partner.get(holder.path('/transactions')).set(psuHeaders).expect(200);
    await until('everything to be stored', async () =>
      (await storedIds(holder)).length === bankIds(holder).length ? true : undefined,
    );
    expect(await storedIds(holder)).toEqual(bankIds(holder));
    await until('the walk to end', async () => ((await feedOf(holder)).scan_kind === null ? true : undefined));
    const told = await rows<{ n: number; different: number }>(
      `SELECT count(*)::integer AS n, count(DISTINCT resource_id)::integer AS different FROM events
       WHERE type = 'transaction.booked' AND body LIKE '%' || $1 || '%'`,
      [holder.consentId],
    );
    expect(told).toEqual([{ n: 700, different: 700 }]);
    await stack.bank.clearFaults();
  });

  it('shows what is stored when the bank is away', async () => {
    const holder = await newAccountHolder(stack);
    await firstRead(holder);
    await stack.bank.failNext({ method: 'GET', path: '/v1/user', times: 50 }, { drop: 'before' });
    const answer = await stack.partner.get(holder.path('/balances')).set(psuHeaders).expect(200);
    expect(answer.headers['sync-status']).toBe('failed');
    expect(answer.body).toMatchObject({ data: [{ amount: { value: '1000.00' } }] });
    await stack.bank.clearFaults();
  });

  it('serves two workers that read the same account at once', async () => {
    await stack.startWorker();
    const holder = await newAccountHolder(stack, {
      bookings: Array.from({ length: 450 }, (_, index) => ({ amount: BigInt(-1 - index), daysAgo: 5 })),
    });
    await Promise.all(
      Array.from({ length: 6 }, () => stack.partner.get(holder.path('/transactions')).set(psuHeaders).expect(200)),
    );
    await firstRead(holder);
    expect(await storedIds(holder)).toEqual(bankIds(holder));
    expect(await bookedEvents(holder)).toEqual([]);
  });
});

describe('what is stored', () => {
  it('holds no field outside the consent, whatever was asked, over every set of permissions', async () => {
    const user = await stack.bank.createUser('A. Zuinig', '500.00');
    const bookings = [
      { amount: -700n, name: 'Bakker', daysAgo: 4 },
      { amount: -1_999n, name: 'Boekwinkel', type: 'MASTERCARD', subType: 'PAYMENT', daysAgo: 3 },
      { amount: -333n, name: 'Vroeger', daysAgo: 120 },
    ];
    for (const [index, permissions] of permissionSets().entries()) {
      const holder = await newAccountHolder(stack, { user, permissions, bookings: index === 0 ? bookings : [] });
      for (const path of ['/balances', '/transactions', '/transactions?view=card'])
        await stack.partner.get(holder.path(path.split('?')[0], path.split('?')[1])).set(psuHeaders);
      await stack.partner.get(holder.path('/transactions', 'from=2020-01-01')).set(psuHeaders);
      await until('the account to be read', async () => {
        const [feed] = await rows<{ is_done: boolean }>(
          `SELECT answered >= requested AS is_done FROM account_feeds WHERE consent_id = $1`,
          [consentOf(holder)],
        );
        return feed?.is_done ? true : undefined;
      });
    }
    expect(await fieldsOutsideConsents()).toEqual([]);
    const [seen] = await rows<{ feeds: number; balances: number; cards: number; after: number; old: number }>(
      `SELECT count(DISTINCT f.id)::integer AS feeds, count(DISTINCT f.id) FILTER (WHERE f.balance_minor IS NOT NULL)::integer AS balances,
              count(t.card_use)::integer AS cards, count(t.balance_after_minor)::integer AS after,
              count(*) FILTER (WHERE t.booked_at < now() - interval '91 days')::integer AS old
       FROM account_feeds f LEFT JOIN account_transactions t ON t.partner_id = f.partner_id AND t.feed_id = f.id`,
    );
    // The scan above would also be empty had nothing been stored at all.
    expect(Object.values(seen ?? {}).every((count) => count > 0)).toBe(true);
  });

  it('is on record with every access, granted or refused, and names no payer', async () => {
    const partner = await stack.createPartner();
    const holder = await newAccountHolder(stack, { partner, permissions: ['read_account_list', 'read_balances'] });
    await until('the first reading', async () => {
      const [read] = await rows(
        `SELECT 1 FROM audit_records WHERE partner_id = $1 AND action = 'account_information.read_at_bank'`,
        [partner.partnerId],
      );
      return read ? true : undefined;
    });
    await partner.get(holder.path('/balances')).set(psuHeaders).expect(200);
    await partner.get(holder.path('/balances')).expect(200);
    await partner.get(holder.path('/transactions')).expect(403);
    await partner.get(`/v1/accounts?consent_id=${holder.consentId}`).expect(200);
    const records = await rows<{ action: string; outcome: string; cause: string | null; details: object }>(
      `SELECT action, outcome, cause, details FROM audit_records
       WHERE partner_id = $1 AND action LIKE 'account_information.%' ORDER BY recorded_at`,
      [partner.partnerId],
    );
    const purpose = 'To show your spending';
    expect(records.filter(({ action }) => action === 'account_information.read')).toMatchObject([
      { outcome: 'done', details: { operation: 'GET /v1/accounts/:id/balances', psu_present: true, rows: 1, purpose } },
      { outcome: 'done', details: { psu_present: false, consent: holder.consentId, source: 'bank' } },
      { outcome: 'refused', cause: 'permission_not_granted', details: { psu_present: false, rows: 0, purpose } },
      { outcome: 'done', details: { operation: 'GET /v1/accounts', rows: 1, source: 'store' } },
    ]);
    expect(records.filter(({ action }) => action === 'account_information.read_at_bank')).toMatchObject([
      { outcome: 'done', details: { trigger: 'payer' } },
      { outcome: 'done', details: { trigger: 'payer' } },
      { outcome: 'done', details: { trigger: 'partner', psu_present: false } },
    ]);
    const text = JSON.stringify(records);
    for (const personal of [holder.user.iban, holder.user.name, '192.0.2.7', 'visibly fake'])
      expect(text).not.toContain(personal);
    expect(text).toContain('psu_ip_hash');
  });
});

/** Every set of permissions that a consent can have. */
function permissionSets(): string[][] {
  return Array.from({ length: 2 ** allPermissions.length - 1 }, (_, index) =>
    allPermissions.filter((_permission, bit) => ((index + 1) >> bit) & 1),
  ).filter((set) => !set.includes('read_transactions_history') || set.includes('read_transactions'));
}

/** Looks at every row that is stored, not at how it came there. */
function fieldsOutsideConsents(): Promise<object[]> {
  return rows(`
    SELECT c.permissions, 'balance' AS what FROM account_feeds f JOIN consents c ON c.id = f.consent_id
      WHERE NOT 'read_balances' = ANY (c.permissions)
        AND (f.balance_minor IS NOT NULL OR f.balance_currency IS NOT NULL OR f.balance_read_at IS NOT NULL)
    UNION ALL
    SELECT c.permissions, CASE
        WHEN t.balance_after_minor IS NOT NULL AND NOT 'read_balances' = ANY (c.permissions) THEN 'balance after'
        WHEN t.card_use IS NOT NULL AND NOT 'read_card_transactions' = ANY (c.permissions) THEN 'card use'
        WHEN NOT 'read_transactions' = ANY (c.permissions) AND NOT
          (t.kind = 'card' AND 'read_card_transactions' = ANY (c.permissions)) THEN 'transaction'
        WHEN t.booked_at < now() - interval '91 days' AND NOT 'read_transactions_history' = ANY (c.permissions) THEN 'history'
      END FROM account_transactions t JOIN account_feeds f ON f.id = t.feed_id JOIN consents c ON c.id = f.consent_id
      WHERE (t.balance_after_minor IS NOT NULL AND NOT 'read_balances' = ANY (c.permissions))
         OR (t.card_use IS NOT NULL AND NOT 'read_card_transactions' = ANY (c.permissions))
         OR (NOT 'read_transactions' = ANY (c.permissions) AND NOT
              (t.kind = 'card' AND 'read_card_transactions' = ANY (c.permissions)))
         OR (t.booked_at < now() - interval '91 days' AND NOT 'read_transactions_history' = ANY (c.permissions))
    UNION ALL
    SELECT c.permissions, 'counterparty' FROM transaction_counterparties s
      JOIN account_feeds f ON f.id = s.feed_id JOIN consents c ON c.id = f.consent_id
      WHERE NOT EXISTS (SELECT 1 FROM account_transactions t WHERE t.feed_id = s.feed_id AND t.counterparty_id = s.id)`);
}
