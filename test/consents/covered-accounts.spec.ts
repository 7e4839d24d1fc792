import { Consent } from '@sluis/consents';
import { dataSourceOptions, newId, Transactions } from '@sluis/persistence';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clearTexts } from '../support/clear-text.js';
import { createDatabase, type TestDatabase } from '../support/services/test-database.js';
import { Sql } from '../support/sql.js';
import { accountAtBank, consentAccounts, testingTexts } from './support/accounts-at-bank.js';

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;
let sql: Sql;

beforeAll(async () => {
  database = await createDatabase();
  dataSource = new DataSource(
    dataSourceOptions({ databaseUrl: database.url, poolSize: 2, applicationName: 'test', entities: [Consent] }),
  );
  await dataSource.initialize();
  transactions = new Transactions(dataSource);
  sql = await Sql.open(database.url);
});

afterAll(async () => {
  await sql.close();
  await dataSource.destroy();
  await database.drop();
});

const permissionSets = [
  ['read_balances'],
  ['read_account_list', 'read_balances'],
  ['initiate_payments'],
  ['initiate_payments', 'read_account_list'],
  ['confirm_funds'],
  ['confirm_funds', 'read_account_list'],
] as const;
const somebody = 4;
const consentsAtOnce = 5;

/** Giving, giving anew with other accounts, and ending consents over the same few accounts. */
const step = fc.record({
  slot: fc.nat({ max: consentsAtOnce - 1 }),
  permissions: fc.constantFrom(...permissionSets),
  accounts: fc.subarray([0, 1, 2, somebody - 1], { minLength: 1 }),
  act: fc.constantFrom('give', 'give', 'renew', 'end'),
});

describe('what a partner’s consents cover', () => {
  it('is all of its accounts that the database shows, over random lives of consents', async () => {
    let steps = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (life) => {
        const owner = newId();
        const living = new Map<number, { id: string; permissions: readonly string[]; accounts: number[] }>();
        const idOf = new Map<number, string>();
        await transactions.run((tx) =>
          tx.query(`INSERT INTO partners (id, name) VALUES ($1, 'Test partner')`, [owner]),
        );
        for (const { slot, permissions, accounts, act } of life) {
          const before = living.get(slot);
          if (act === 'end' ? !before : act === 'renew' ? !before : before !== undefined) continue;
          steps += 1;
          await transactions.run(async (tx) => {
            if (act === 'end' && before) {
              await tx.query(`UPDATE consents SET status = 'revoked' WHERE id = $1`, [before.id]);
              await consentAccounts.forget(tx, { partnerId: owner, id: before.id });
              living.delete(slot);
              return;
            }
            const consent = before ?? { id: newId(), permissions, accounts };
            const granted = accounts.map((number) => accountAtBank(1_000_000 + number));
            if (!before)
              await tx.query(
                `INSERT INTO consents (partner_id, id, type, permissions, status, valid_until, link_expires_at, redirect_uri, link_token_hash)
                 VALUES ($1, $2, 'account_information', $3, 'authorised', now() + interval '1 day', now(), 'https://shop.example', uuid_send($2))`,
                [owner, consent.id, consent.permissions],
              );
            const row = { partnerId: owner, id: consent.id, permissions: [...consent.permissions], askedIban: null };
            const ids = await consentAccounts.replace(tx, row, granted);
            expect(ids).toHaveLength(accounts.length);
            const bound = await consentAccounts.of(tx, row);
            for (const { id, bunqMonetaryAccountId, iban } of bound) {
              // One id for good, whoever asks and however often the number was forgotten in between.
              expect(idOf.get(bunqMonetaryAccountId) ?? id).toBe(id);
              idOf.set(bunqMonetaryAccountId, id);
              // Whose funds are asked about must be known, whatever else is.
              const asked = consent.permissions.includes('confirm_funds') ? iban : `TESTIBAN${bunqMonetaryAccountId}`;
              expect(asked).toBe(`TESTIBAN${bunqMonetaryAccountId}`);
            }
            living.set(slot, { ...consent, accounts });
          });
        }
        const covered = (by: string[]) =>
          [...living.values()].flatMap(({ permissions, accounts }) =>
            by.some((one) => permissions.includes(one)) ? accounts : [],
          );
        const expected = new Set([
          ...covered(['read_account_list', 'initiate_payments']).map((number) => `TESTIBAN${1_000_000 + number}`),
          ...covered(['read_account_list']).map((number) => `TESTNAME${1_000_000 + number}`),
        ]);
        const shown = await clearTexts(sql, testingTexts);
        expect(new Set(shown.keys())).toEqual(expected);
        await transactions.run(async (tx) => {
          await tx.query(`DELETE FROM consent_accounts WHERE partner_id = $1`, [owner]);
          await tx.query(`DELETE FROM accounts WHERE partner_id = $1`, [owner]);
        });
      }),
      { numRuns: 100 },
    );
    expect(steps).toBeGreaterThan(200);
  });
});
