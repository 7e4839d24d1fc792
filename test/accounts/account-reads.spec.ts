import { queryRows, Transactions } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PartnerClient } from '../support/partner-client.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { newAccountHolder, psuHeaders, type AccountHolder } from './account-holder.js';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(() => stack.stop());

interface Listed {
  data: { id: string; amount: { value: string }; booked_at: string; kind: string; counterparty: { name: string } }[];
  has_more: boolean;
  next_cursor: string | null;
  as_of: string | null;
}

/** A read while the payer is there. */
const read = (path: string, partner: PartnerClient = stack.partner) => partner.get(path).set(psuHeaders);
const listed = async (path: string) => (await read(path).expect(200)).body as Listed;
const values = ({ data }: Listed) => data.map(({ amount }) => amount.value);
const bankReads = async (holder: AccountHolder) => {
  const { requests } = (await (await fetch(`${stack.bank.url}/_emulator/requests`)).json()) as {
    requests: { path: string; method: string }[];
  };
  return requests.filter(({ path }) => path.includes(`/monetary-account/${holder.user.accountId}`)).length;
};

describe('reading accounts', () => {
  it('shows accounts, balance and booked transactions of the payer, newest first', async () => {
    const holder = await newAccountHolder(stack, {
      bookings: [
        { amount: -1_250n, name: 'Koffie & Zo', description: 'Two coffees', daysAgo: 2 },
        { amount: 200_000n, name: 'Werkgever BV', iban: 'NL91ABNA0417164300', daysAgo: 1 },
      ],
    });
    const accounts = await stack.partner.get(`/v1/accounts?consent_id=${holder.consentId}`).expect(200);
    expect(accounts.body).toMatchObject({ data: [{ id: holder.accountId, iban: holder.user.iban }], has_more: false });
    const one = await stack.partner.get(holder.path()).expect(200);
    expect(one.body).toMatchObject({ id: holder.accountId, name: 'R. de Lezer', currency: 'EUR' });

    const balances = await read(holder.path('/balances')).expect(200);
    expect(balances.headers['sync-status']).toBe('fresh');
    expect(balances.body).toMatchObject({ data: [{ type: 'available', amount: { value: '2987.50' } }] });

    const transactions = await listed(holder.path('/transactions'));
    expect(values(transactions)).toEqual(['1000.00', '2000.00', '-12.50']);
    expect(transactions.data[2]).toMatchObject({
      account_id: holder.accountId,
      consent_id: holder.consentId,
      status: 'booked',
      kind: 'credit_transfer',
      counterparty: { name: 'Koffie & Zo' },
      remittance_information: 'Two coffees',
      card: null,
    });
  });

  it('filters by day, amount and counterparty, and pages both ways through a list', async () => {
    const bookings = Array.from({ length: 30 }, (_, index) => ({
      amount: BigInt(-100 * (index + 1)),
      name: index % 3 === 0 ? 'Albert Hijn' : 'Jansen 100%',
      iban: index % 3 === 0 ? 'NL91ABNA0417164300' : 'NL02ABNA0123456789',
      daysAgo: 30 - index,
    }));
    const holder = await newAccountHolder(stack, { bookings });
    const path = (query: string) => holder.path('/transactions', query);
    const first = await listed(path('limit=10'));
    expect(first).toMatchObject({ has_more: true });
    const second = await listed(path(`limit=10&after=${first.next_cursor}`));
    expect(values(first)).toEqual(['1000.00', ...bookings.slice(-9).toReversed().map(valueOf)]);
    expect(values(second)).toEqual(bookings.slice(11, 21).toReversed().map(valueOf));
    const last = await listed(path(`limit=100&after=${second.next_cursor}`));
    expect(last).toMatchObject({ has_more: false, next_cursor: null });
    const back = await listed(path(`limit=10&before=${second.next_cursor}`));
    expect(values(back)).toEqual(bookings.slice(12, 22).toReversed().map(valueOf));

    const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
    expect(values(await listed(path(`from=${day(12)}&to=${day(10)}`)))).toEqual(['-21.00', '-20.00', '-19.00']);
    expect(values(await listed(path('amount=-5.00')))).toEqual(['-5.00']);
    expect(values(await listed(path('amount_min=-3.00&amount_max=-1.00')))).toEqual(['-3.00', '-2.00', '-1.00']);
    expect((await listed(path('counterparty=hijn&limit=100'))).data).toHaveLength(10);
    expect((await listed(path('counterparty=NL91ABNA0417164300&limit=100'))).data).toHaveLength(10);
    expect((await listed(path('counterparty=00%25&limit=100'))).data).toHaveLength(20);
    expect((await listed(path('counterparty=n_100&limit=100'))).data).toHaveLength(0);
  });

  it('keeps ids of accounts and transactions when the payer consents again', async () => {
    const holder = await newAccountHolder(stack, { bookings: [{ amount: -500n, daysAgo: 1 }] });
    const before = await listed(holder.path('/transactions'));
    await stack.partner.post(`/v1/consents/${holder.consentId}/revoke`).expect(200);
    const again = await newAccountHolder(stack, { user: holder.user });
    const after = await listed(again.path('/transactions'));
    expect(again.accountId).toBe(holder.accountId);
    expect(after.data.map(({ id }) => id)).toEqual(before.data.map(({ id }) => id));
    expect(before.data[0]?.id).toMatch(/^trx_/);
  });

  it('shows card payments as such under a consent for cards, and nothing else under a consent for cards alone', async () => {
    const bookings = [
      { amount: -700n, name: 'Bakker', daysAgo: 4 },
      { amount: -1_999n, name: 'Boekwinkel', type: 'MASTERCARD', subType: 'PAYMENT', daysAgo: 3 },
      { amount: -5_000n, name: 'Geldautomaat', type: 'MASTERCARD', subType: 'WITHDRAWAL', daysAgo: 2 },
    ];
    const holder = await newAccountHolder(stack, { bookings });
    const cards = await listed(holder.path('/transactions', 'view=card'));
    expect(cards.data).toMatchObject([
      { kind: 'card', card: { use: 'withdrawal' } },
      { kind: 'card', card: { use: 'purchase' } },
    ]);
    const cardsOnly = await newAccountHolder(stack, { user: holder.user, permissions: ['read_card_transactions'] });
    await stack.partner.get(cardsOnly.path('/transactions')).set(psuHeaders).expect(403);
    expect(values(await listed(cardsOnly.path('/transactions', 'view=card')))).toEqual(['-50.00', '-19.99']);
  });

  it('reads further back than 90 days only right after the payer authorised, and only under a consent for it', async () => {
    const bookings = [
      { amount: -111n, daysAgo: 400 },
      { amount: -222n, daysAgo: 200 },
      { amount: -333n, daysAgo: 20 },
    ];
    const recent = await newAccountHolder(stack, {
      bookings,
      permissions: ['read_account_list', 'read_transactions'],
    });
    const from = new Date(Date.now() - 300 * 86_400_000).toISOString().slice(0, 10);
    expect(values(await listed(recent.path('/transactions')))).toEqual(['1000.00', '-3.33']);
    const refused = await read(recent.path('/transactions', `from=${from}`)).expect(422);
    expect(refused.body).toMatchObject({ code: 'history_not_available' });

    const full = await newAccountHolder(stack, { user: recent.user });
    expect(values(await listed(full.path('/transactions')))).toEqual(['1000.00', '-3.33']);
    expect(values(await listed(full.path('/transactions', `from=${from}`)))).toEqual(['1000.00', '-3.33', '-2.22']);
    const transactions = stack.api.get(Transactions);
    await transactions.run((tx) => tx.query(`UPDATE consents SET authorised_at = now() - interval '61 minutes'`));
    expect(values(await listed(full.path('/transactions', `from=${from}`)))).toHaveLength(3);
    await read(full.path('/transactions', 'from=2020-01-01')).expect(422);
  });

  it('refuses faulty questions by field', async () => {
    const holder = await newAccountHolder(stack);
    for (const query of [
      'amount=1',
      'amount=1.0',
      'from=yesterday',
      'from=2026-02-30',
      'from=2026-02-02&to=2026-02-01',
      'status=pending',
      'view=all',
      'counterparty=ab',
      'limit=0',
      'limit=101',
      'after=x',
      'sort=asc',
    ]) {
      const answer = await read(holder.path('/transactions', query));
      expect([query, answer.status]).toEqual([query, 400]);
    }
    for (const headers of [
      { 'PSU-IP-Address': '192.0.2.7' },
      { 'PSU-User-Agent': 'Mozilla' },
      { ...psuHeaders, 'PSU-IP-Address': 'localhost' },
    ]) {
      await stack.partner.get(holder.path('/balances')).set(headers).expect(400);
    }
  });
});

describe('the clock for reads without the payer', () => {
  it('allows four reads of the bank in 24 hours, then names the next slot before any call to the bank', async () => {
    const holder = await newAccountHolder(stack);
    await read(holder.path('/balances')).expect(200);
    for (const remaining of ['3', '2', '1', '0']) {
      const answer = await stack.partner.get(holder.path('/balances')).expect(200);
      expect(answer.headers['unattended-reads-remaining']).toBe(remaining);
    }
    const readsBefore = await bankReads(holder);
    const refused = await stack.partner.get(holder.path('/transactions')).expect(429);
    expect(refused.body).toMatchObject({ code: 'unattended_reads_exhausted', retryable: true });
    const nextAt = Date.parse(refused.headers['unattended-reads-reset'] ?? '');
    expect(nextAt - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
    expect(Math.abs(Number(refused.headers['retry-after']) - (nextAt - Date.now()) / 1_000)).toBeLessThan(5);
    expect(refused.headers['unattended-reads-remaining']).toBe('0');
    expect(await bankReads(holder)).toBe(readsBefore);

    // The payer may always look, and stored data may always be shown.
    expect((await read(holder.path('/balances')).expect(200)).headers['sync-status']).toBe('fresh');
    const stored = await stack.partner
      .get(holder.path('/transactions'))
      .set('Cache-Control', 'only-if-cached')
      .expect(200);
    expect(stored.headers).toMatchObject({ 'sync-status': 'stored', 'unattended-reads-remaining': '0' });
    await stack.partner.get(holder.path('/balances')).set('Cache-Control', 'max-age=60').expect(200);
  });

  it('lets only four of twelve through that come at once', async () => {
    const holder = await newAccountHolder(stack);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => stack.partner.get(holder.path('/transactions')).then(({ status }) => status)),
    );
    expect(answers.filter((status) => status === 200)).toHaveLength(4);
    expect(answers.filter((status) => status === 429)).toHaveLength(8);
  });
});

describe('the limits of a consent', () => {
  it('answers 404 for what is another partner’s, and 403 for what the payer was not asked', async () => {
    const holder = await newAccountHolder(stack, { permissions: ['read_account_list'] });
    const stranger = await stack.createPartner();
    const limited = await stack.createPartner(undefined, ['payments:read']);
    for (const path of [holder.path(), holder.path('/balances'), `/v1/accounts?consent_id=${holder.consentId}`]) {
      await read(path, stranger).expect(404);
      await read(path, limited).expect(403);
    }
    await read(`/v1/accounts/${holder.accountId}/balances`, stranger).expect(404);
    expect((await read(holder.path('/balances')).expect(403)).body).toMatchObject({ code: 'permission_not_granted' });
    const other = await newAccountHolder(stack);
    await read(`/v1/accounts/${other.accountId}/balances?consent_id=${holder.consentId}`).expect(403);
    await read(`/v1/accounts/${other.accountId}?consent_id=${holder.consentId}`).expect(404);
  });

  it('stops at once when the partner ends the consent, and forgets what was read', async () => {
    const holder = await newAccountHolder(stack, { bookings: [{ amount: -100n }] });
    await listed(holder.path('/transactions'));
    await stack.partner.post(`/v1/consents/${holder.consentId}/revoke`).expect(200);
    for (const path of [holder.path(), holder.path('/balances'), holder.path('/transactions')]) {
      expect((await read(path).expect(422)).body).toMatchObject({ code: 'consent_not_usable' });
    }
    const transactions = stack.api.get(Transactions);
    const feeds = `(SELECT f.id FROM account_feeds f JOIN consents c ON c.partner_id = f.partner_id AND c.id = f.consent_id
                    WHERE c.status = 'revoked')`;
    await until('the data to be deleted', async () => {
      const left = await transactions.run((tx) =>
        queryRows(tx, `SELECT 1 FROM account_transactions WHERE feed_id IN ${feeds} LIMIT 1`),
      );
      return left.length === 0 ? true : undefined;
    });
  });

  it('notices on use that the payer ended it at the bank', async () => {
    const holder = await newAccountHolder(stack);
    await read(holder.path('/balances')).expect(200);
    await stack.bank.revoke(holder.user);
    const answer = await read(holder.path('/balances')).expect(422);
    expect(answer.body).toMatchObject({ code: 'consent_not_usable' });
    const consent = await stack.partner.get(`/v1/consents/${holder.consentId}`).expect(200);
    expect(consent.body).toMatchObject({ status: 'revoked', revoked_by: 'bank' });
  });
});

const valueOf = ({ amount }: { amount: bigint }) => `-${(Number(-amount) / 100).toFixed(2)}`;
