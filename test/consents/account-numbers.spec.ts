import { ConsentTidying } from '@sluis/consents';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccount } from '../../apps/bunq-emulator/src/bank/accounts.js';
import { isCustomer } from '../../apps/bunq-emulator/src/bank/customers.js';
import { ask } from '../funds-confirmation/support.js';
import { tablesShowing } from '../support/clear-text.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { ConsentJourneys, type ConsentAnswer } from './support/consent-journeys.js';
import { ConsentRows } from './support/consent-rows.js';

const balancesOnly = { permissions: ['read_balances'], purpose: 'Warning you in time' };

let stack: Stack;
let sql: Sql;
let rows: ConsentRows;
let journeys: ConsentJourneys;

beforeAll(async () => {
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
  rows = new ConsentRows(stack);
  journeys = new ConsentJourneys(stack);
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

const newPayer = () => stack.bank.createUser('G. Nummer', '100.00');
const idsOf = ({ accounts }: ConsentAnswer) => accounts.map(({ id }) => id);
const revoke = ({ id }: { id: string }) => stack.partner.post(`/v1/consents/${id}/revoke`).expect(200);
const stored = (consent: ConsentAnswer) =>
  rows.query<{ iban: string | null; holder_name: string; description: string | null }>(
    `SELECT a.iban, a.holder_name, a.description FROM accounts a
     JOIN consent_accounts c ON c.partner_id = a.partner_id AND c.account_id = a.id WHERE c.consent_id = $1`,
    [rows.uuid(consent)],
  );

describe('the number of an account', () => {
  it('is nowhere in the database when no consent covers it, and the account keeps its id', async () => {
    const payer = await newPayer();
    const first = await journeys.authorised(payer, 'account_information', balancesOnly);
    const second = await journeys.authorised(payer, 'account_information', balancesOnly);
    expect(idsOf(first)).toHaveLength(1);
    expect(idsOf(second)).toEqual(idsOf(first));
    await stack.partner.get(`/v1/accounts/${idsOf(first)[0]}/balances?consent_id=${first.id}`).expect(200);
    expect(await tablesShowing(sql, payer.iban)).toEqual([]);
  });

  it('is kept while a consent covers it, and goes with the last one that does', async () => {
    const payer = await newPayer();
    const covers = { permissions: ['read_account_list'], purpose: 'Listing your accounts' };
    const narrow = await journeys.authorised(payer, 'account_information', balancesOnly);
    const wide = await journeys.authorised(payer, 'account_information', covers);
    const paying = await journeys.authorised(payer, 'payment_initiation', { permissions: ['initiate_payments'] });
    expect(new Set([...idsOf(narrow), ...idsOf(wide), ...idsOf(paying)]).size).toBe(1);
    expect(await stored(narrow)).toEqual([
      { iban: payer.iban, holder_name: payer.name, description: expect.any(String) as string },
    ]);

    await revoke(wide);
    expect(await stored(narrow)).toEqual([{ iban: payer.iban, holder_name: '', description: null }]);
    const { body } = await stack.partner.get(`/v1/consents/${wide.id}`).expect(200);
    expect(body).toMatchObject({ accounts: [{ id: idsOf(wide)[0], iban: null, name: null }] });

    await revoke(paying);
    expect(await stored(narrow)).toEqual([{ iban: null, holder_name: '', description: null }]);
    // What the partner was told while it was allowed to know stays told.
    expect(await tablesShowing(sql, payer.iban)).toEqual(['events']);
    const again = await journeys.authorised(payer, 'account_information', covers);
    expect(again.accounts).toEqual([{ id: idsOf(narrow)[0], iban: payer.iban, name: payer.name, currency: 'EUR' }]);
  });

  it('goes when our clock ends the consent', async () => {
    const payer = await newPayer();
    const consent = await journeys.authorised(payer, 'payment_initiation', { permissions: ['initiate_payments'] });
    await rows.age(consent, 181);
    await journeys.waitFor(consent, ['expired']);
    expect(await tablesShowing(sql, payer.iban)).toEqual([]);
  });

  it('is sealed where the bank is asked about it for a consent that does not show it', async () => {
    const payer = await newPayer();
    const consent = await journeys.authorised(payer, 'funds_confirmation', { permissions: ['confirm_funds'] });
    const question = { consent_id: consent.id, amount: { value: '1.00', currency: 'EUR' } };
    const answer = await stack.partner.post(ask, question).expect(201);
    expect(answer.body).toMatchObject({ funds_available: true });
    expect(await tablesShowing(sql, payer.iban)).toEqual([]);
    const sealed = () =>
      sql.value(`SELECT count(iban_sealed)::int FROM consent_accounts WHERE consent_id = $1`, [rows.uuid(consent)]);
    expect(await sealed()).toBe(1);
    await revoke(consent);
    expect(await sealed()).toBe(0);
  });

  it('goes for an account that a renewal leaves out', async () => {
    const payer = await newPayer();
    const customer = stack.emulator.bank.tables.users.get(payer.userId);
    if (!isCustomer(customer)) throw new Error('the bank forgot its customer');
    const other = openAccount(stack.emulator.bank, customer, { description: 'Savings' });
    const consent = await journeys.authorised(payer, 'payment_initiation', { permissions: ['initiate_payments'] });
    expect(idsOf(consent)).toHaveLength(2);
    const { authorisation_url: page } = await journeys.renew(consent);
    await journeys.visit(page, payer, undefined, [other.id]);
    await until('the renewal', async () => (idsOf(await journeys.get(consent)).length === 1 ? true : undefined));
    expect(await tablesShowing(sql, payer.iban)).toEqual([]);
  });

  it('gets its key, and goes where nothing covers it, for accounts stored before there were keys', async () => {
    const [covered, uncovered, asked] = [await newPayer(), await newPayer(), await newPayer()];
    const giving = {
      covered: await journeys.authorised(covered, 'account_information'),
      uncovered: await journeys.authorised(uncovered, 'account_information', balancesOnly),
      asked: await journeys.authorised(asked, 'funds_confirmation', { permissions: ['confirm_funds'] }),
    };
    for (const [consent, { iban }] of [
      [giving.covered, covered],
      [giving.uncovered, uncovered],
      [giving.asked, asked],
    ] as const) {
      const id = rows.uuid({ id: idsOf(consent)[0] ?? '' });
      await sql.rows(`UPDATE accounts SET iban = $2, iban_key = NULL WHERE id = $1`, [id, iban]);
      await sql.rows(`UPDATE consent_accounts SET iban_sealed = NULL WHERE account_id = $1`, [id]);
    }
    const tidying = stack.api.get(ConsentTidying);
    const records = () =>
      sql.rows(`SELECT outcome, details FROM audit_records WHERE action = 'accounts.keyed' ORDER BY id`);
    const before = (await records()).length;
    expect(await tidying.run('account_keys')).toBe('done');
    expect(await tidying.run('account_keys')).toBe('done');
    expect((await records()).slice(before)).toEqual([{ outcome: 'done', details: { accounts: 3, known_twice: 0 } }]);
    expect(await stored(giving.covered)).toMatchObject([{ iban: covered.iban }]);
    expect(await tablesShowing(sql, uncovered.iban)).toEqual([]);
    expect(await tablesShowing(sql, asked.iban)).toEqual([]);
    const question = { consent_id: giving.asked.id, amount: { value: '1.00', currency: 'EUR' } };
    await stack.partner.post(ask, question).expect(201);
    const again = await journeys.authorised(uncovered, 'account_information', balancesOnly);
    expect(idsOf(again)).toEqual(idsOf(giving.uncovered));
  });

  it('is found by the next consent where no worker has come to the account yet', async () => {
    const payer = await newPayer();
    const first = await journeys.authorised(payer, 'account_information');
    await sql.rows(`UPDATE accounts SET iban_key = NULL WHERE id = $1`, [rows.uuid({ id: idsOf(first)[0] ?? '' })]);
    expect(idsOf(await journeys.authorised(payer, 'account_information'))).toEqual(idsOf(first));
  });
});
