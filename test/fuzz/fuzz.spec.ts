import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newAccountHolder } from '../accounts/account-holder.js';
import { storeIncomingRequest, storeConnectedAccount } from '../support/connected-account.js';
import { authorisedConsent } from '../support/consent-journey.js';
import { executedPayment } from '../support/payment-journey.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { toPublicId } from '@sluis/persistence';
import { fuzz } from './fuzz.js';
import { KnownIds, operationNames } from './requests.js';

// npm run fuzz -- --requests 20000. In the ordinary suite only a short share of it, always the same.
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 1_500);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_121);
const isShort = process.env['FUZZ_REQUESTS'] === undefined;
const withinMs = isShort ? 25_000 : 3_600_000;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

it(
  'answers whatever comes as its document says: no 5xx, no undocumented status, no answer that breaks its schema',
  async () => {
    const partner = await stack.createPartner('Fuzz & Zo');
    const payer = await stack.bank.createUser('F. de Vries', '500.00');
    const shop = await stack.bank.createUser('Koffie & Zo', '0.00');
    const consent = await authorisedConsent(stack, payer, partner);
    const holder = await newAccountHolder(stack, { partner });
    const sql = await Sql.open(stack.environment.database.url);
    const { connectionId, accountId } = await storeConnectedAccount(sql, partner.partnerId);
    const funds = await partner
      .post('/v1/consents', { type: 'funds_confirmation', redirect_uri: partner.redirectUri })
      .expect(201);
    const known = new KnownIds([
      consent.id,
      holder.consentId,
      holder.accountId,
      ...consent.accounts.map(({ id }) => id),
      toPublicId('bankConnection', connectionId),
      toPublicId('account', accountId),
      await storeIncomingRequest(sql, partner.partnerId),
      await executedPayment(stack, payer, shop, partner),
    ]);
    known.add(String((funds.body as { id: unknown }).id));
    await sql.close();
    const report = await fuzz(stack.apiUrl, partner.key, known, { requests, seed, withinMs });
    mkdirSync('test/results', { recursive: true });
    writeFileSync('test/results/fuzz.json', JSON.stringify(report, null, 2));
    expect(report.faults.slice(0, 20).join('\n\n')).toBe('');
    expect(report.faults).toHaveLength(0);
    expect(report.operations).toBe(operationNames.length);
    // The short share ends with its time, so that a slow machine does not wait for it.
    expect(isShort || report.sent === requests).toBe(true);
  },
  withinMs + 120_000,
);
