import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newAccountHolder, psuHeaders } from '../accounts/account-holder.js';
import { ConsentJourneys } from '../consents/support/consent-journeys.js';
import { ConsentRows } from '../consents/support/consent-rows.js';
import { ask, bankPath, newAskedPayer } from '../funds-confirmation/support.js';
import { ensureBuilt } from '../support/api-process.js';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { agreePayment, giveConsent } from '../support/payers.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { runSluis } from './support/sluis-process.js';

let stack: Stack;
let rows: ConsentRows;
let journeys: ConsentJourneys;
let payer: BankUser;
let shop: BankUser;

beforeAll(async () => {
  await ensureBuilt();
  // Longer than a command takes, so that the bank is still being asked when it is done.
  stack = await startStack({ overrides: { BUNQ_TIMEOUT_MS: '15000' } });
  rows = new ConsentRows(stack);
  journeys = new ConsentJourneys(stack);
  payer = await stack.bank.createUser('A. Visser', '1000.00');
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
}, 180_000);

afterAll(() => stack.stop());

/** The command as its own process, with the environment of a deployment. */
const sluis = (...args: string[]) => runSluis(stack.environment.variables, 'consent', ...args);
const revoke = (id: string, reason = 'The payer asked us to, case 4711') => sluis('revoke', id, '--reason', reason);
const expectNoSecretsLeft = (consent: { id: string }) =>
  until('the last of the access to be destroyed', async () => {
    const { tokens, sessions } = await rows.secretsOf(consent);
    return tokens === 0 && sessions === 0 ? true : undefined;
  });

describe('sluis consent revoke', () => {
  it('ends a consent for everybody: told, on record, without a token', async () => {
    const consent = await journeys.authorised(payer);
    const { code, stdout, stderr } = await sluis('revoke', consent.id, '--reason', 'Case 4711', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      consent_id: consent.id,
      status: 'revoked',
      revoked_by: 'operator',
      reason: 'Case 4711',
    });
    const { body } = await stack.partner.get(`/v1/consents/${consent.id}`).expect(200);
    expect(body).toMatchObject({ status: 'revoked', revoked_by: 'operator', status_reason: 'Case 4711' });
    expect(await journeys.eventsOf(consent)).toContain('consent.revoked');
    const records = await rows.query(
      `SELECT actor_type, actor_id, cause FROM audit_records WHERE subject_id = $1 AND action = 'consent.revoked'`,
      [consent.id],
    );
    expect(records).toEqual([{ actor_type: 'operator', actor_id: 'sluis cli', cause: 'Case 4711' }]);
    await expectNoSecretsLeft(consent);
  });

  it('withdraws at the bank a payment that waits there for the payer', async () => {
    const consenting = await giveConsent(stack, payer);
    const payment = await agreePayment(stack, 'draft', consenting, { creditor: shop, amount: '31.07' });
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
    expect((await revoke(consenting.consentId)).code).toBe(0);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['cancelled']);
    const { drafts } = await stack.bank.state();
    const order = drafts.find(({ entries }) => entries[0]?.amount === '31.07');
    expect(order?.status).not.toBe('PENDING');
    await expectNoSecretsLeft({ id: consenting.consentId });
  });

  it('deletes what was read of the payer’s accounts', async () => {
    const holder = await newAccountHolder(stack, { bookings: [{ amount: -500n, daysAgo: 1 }] });
    await stack.partner.get(holder.path('/transactions')).set(psuHeaders).expect(200);
    const kept = () =>
      rows.query(
        `SELECT 1 FROM account_transactions t JOIN account_feeds f ON f.partner_id = t.partner_id AND f.id = t.feed_id
         WHERE f.consent_id = $1`,
        [rows.uuid({ id: holder.consentId })],
      );
    expect(await kept()).not.toHaveLength(0);
    expect((await revoke(holder.consentId)).code).toBe(0);
    await until('the data to be gone', async () => ((await kept()).length === 0 ? true : undefined));
  });

  it('leaves a question to the bank without answer', async () => {
    const asked = await newAskedPayer(stack);
    await stack.bank.layFault({ method: 'POST', path: bankPath }, { drop: 'hang' });
    const answer = stack.partner.post(ask, asked.question('1.00')).then((response) => response);
    const question = () =>
      rows.query<{ asks: number; status: string; reason: string }>(
        `SELECT asks, status, reason FROM funds_confirmations WHERE consent_id = $1`,
        [rows.uuid({ id: asked.consentId })],
      );
    await until('the bank to be asked', async () => ((await question())[0]?.asks === 1 ? true : undefined));
    expect((await revoke(asked.consentId)).code).toBe(0);
    expect(await question()).toEqual([{ asks: 1, status: 'unanswered', reason: 'consent_ended' }]);
    // 503 when the request had left before the command was done.
    expect([422, 503]).toContain((await answer).status);
  });

  it('says in a sentence what is wrong, and changes nothing', async () => {
    const consent = await journeys.authorised(payer);
    expect(await sluis('revoke', consent.id)).toMatchObject({ code: 2 });
    for (const [id, reason, sentence] of [
      [consent.id, ' ', 'has 1 to 140 characters'],
      [consent.id, 'x'.repeat(141), 'has 1 to 140 characters'],
      [toPublicId('consent', '01980000-0000-7000-8000-000000000000'), 'x', 'There is no consent'],
      ['pay_x', 'x', 'There is no consent'],
    ] as const) {
      const { code, stderr } = await revoke(id, reason);
      expect(code).toBe(1);
      expect(stderr).toContain(sentence);
      expect(stderr).not.toMatch(/\bat .+:\d+:\d+/);
    }
    expect(await journeys.get(consent)).toMatchObject({ status: 'authorised' });
    expect((await revoke(consent.id)).code).toBe(0);
    const again = await revoke(consent.id);
    expect(again).toMatchObject({ code: 1 });
    expect(again.stderr).toContain('revoked already');
  });
});

describe('sluis consent list and show', () => {
  it('tell states and ids, no names and no account numbers', async () => {
    const consent = await journeys.authorised(payer, 'funds_confirmation');
    const [row] = await rows.query<{ partner_id: string }>(`SELECT partner_id FROM consents WHERE id = $1`, [
      rows.uuid(consent),
    ]);
    const partner = toPublicId('partner', row?.partner_id ?? '');
    const shown = await sluis('show', consent.id, '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({
      consent_id: consent.id,
      partner_id: partner,
      status: 'authorised',
      accounts: [consent.accounts[0]?.id],
    });
    const listed = await sluis('list', '--partner', partner, '--limit', '2', '--json');
    const consents = z.array(z.looseObject({ consent_id: z.string() })).parse(JSON.parse(listed.stdout));
    expect(consents).toHaveLength(2);
    expect(consents[0]?.consent_id).toBe(consent.id);
    const text = shown.stdout + listed.stdout + (await sluis('list', '--partner', partner)).stdout;
    expect(text).not.toContain(payer.iban);
    expect(text).not.toContain('Visser');
  });
});

describe('sluis consent seen', () => {
  const seenSchema = z.object({
    consent_id: z.string(),
    presentations: z.array(
      z.looseObject({
        language: z.string(),
        template_version: z.string(),
        times_shown: z.number(),
        first_shown_at: z.iso.datetime(),
        decision: z.string().nullable(),
        decided_at: z.string().nullable(),
        is_unaltered: z.boolean(),
        text: z.array(z.string()),
        html: z.string(),
      }),
    ),
  });

  it('shows again, word for word, what the payer was shown, and records that somebody looked', async () => {
    const consent = await journeys.create('account_information');
    const browser = new PayerBrowser();
    await browser.open(`${consent.authorisation_url}?lang=en`);
    await journeys.visit(`${consent.authorisation_url}?lang=nl`, payer, browser);
    await journeys.waitFor(consent, ['authorised']);
    const { code, stdout, stderr } = await sluis('seen', consent.id, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { presentations } = seenSchema.parse(JSON.parse(stdout));
    expect(presentations).toMatchObject([
      { language: 'en', decision: null, is_unaltered: true, asked: 'the consent' },
      {
        language: 'nl',
        decision: 'agreed',
        is_unaltered: true,
        template_version: expect.stringContaining('consent-') as string,
      },
    ]);
    expect(presentations[0]?.text.join(' ')).toContain('Adding up your monthly costs');
    expect(presentations[0]?.text).toContain('Koffie & Zo asks to see your bunq accounts');
    expect(presentations[1]?.html).toContain('lang="nl"');

    const plain = await sluis('seen', consent.id);
    expect(plain.stdout).toContain('│ Koffie & Zo asks to see your bunq accounts');
    const looks = await rows.query(
      `SELECT actor_type, actor_id, outcome, details FROM audit_records
       WHERE subject_id = $1 AND action = 'consent.presentations_viewed'`,
      [consent.id],
    );
    const look = { actor_type: 'operator', actor_id: 'sluis cli', outcome: 'done', details: { presentations: 2 } };
    expect(looks).toEqual([look, look]);
  });

  it('shows nothing and says so for a consent that nobody opened', async () => {
    const consent = await journeys.create();
    const { stdout } = await sluis('seen', consent.id, '--json');
    expect(seenSchema.parse(JSON.parse(stdout)).presentations).toEqual([]);
    expect((await sluis('seen', 'con_x')).stderr).toContain('There is no consent');
  });
});

it('knows every capability that works under consents', async () => {
  const root = join(import.meta.dirname, '../..');
  const files = (await readdir(join(root, 'libs'), { recursive: true })).filter((file) => file.endsWith('.ts'));
  const capabilities = new Set<string>();
  for (const file of files) {
    const text = await readFile(join(root, 'libs', file), 'utf8');
    if (/implements [^{]*\bConsentDependant\b/.test(text)) capabilities.add(file.split('/')[0] ?? '');
  }
  const module = await readFile(join(root, 'apps/cli/src/operator/with-consents.ts'), 'utf8');
  expect(capabilities.size).toBeGreaterThan(2);
  for (const capability of capabilities) expect(module).toContain(`from '@sluis/${capability}'`);
});
