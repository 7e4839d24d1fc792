import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectShop, requestBody, type ConnectedShop } from '../payment-requests/support/connected-shop.js';
import type { BankUser } from '../support/bank-control.js';
import type { PartnerClient } from '../support/partner-client.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { giveConsent, rails, type ConsentingPayer, type Rail } from '../support/payers.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

/** What docs/guides/test-mode.md says of each word, on every rail. */
const outcomes = {
  executed: { status: 'executed' },
  rejected: { status: 'rejected' },
  expired: { status: 'expired' },
  insufficient_funds: { status: 'rejected' },
  mismatch: { status: 'in_review', reason: 'amount_differs' },
  slow: { status: 'executed' },
  bank_down: { status: 'executed', by: 'outcome_unknown' },
  unknown: { status: 'executed', by: 'outcome_unknown' },
  refused: { status: 'failed' },
} as const;

const requestOutcomes = {
  executed: { status: 'accepted' },
  rejected: { status: 'rejected' },
  expired: { status: 'expired' },
  slow: { status: 'accepted' },
  bank_down: { status: 'accepted', by: 'outcome_unknown' },
  unknown: { status: 'accepted', by: 'outcome_unknown' },
  refused: { status: 'failed' },
} as const;

interface Outcome {
  status: string;
  by?: string;
  reason?: string;
}
const rowsOf = (table: Record<string, Outcome>) => Object.entries(table);

let stack: Stack;
let payer: ConsentingPayer;
let shop: BankUser;
let cents = 1000;
const nextAmount = () => {
  cents += 1;
  return { value: (cents / 100).toFixed(2), currency: 'EUR' };
};

beforeAll(async () => {
  stack = await startStack({ overrides: { PAYMENT_BOOKING_WAIT_MS: '500' } });
  payer = await giveConsent(stack, await stack.bank.createUser('P. de Tester', '100000.00'));
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
}, 60_000);
afterAll(() => stack.stop());

/** Nobody is at the bank: the order goes its way by the word in its text. */
async function order(rail: Rail, text: string, by = payer): Promise<string> {
  const { partner } = stack;
  const payment = await partner.createPayment({
    amount: nextAmount(),
    creditor: { name: shop.name, iban: shop.iban },
    remittance_information: text,
    ...(rail === 'draft'
      ? { consent_id: by.consentId, account_id: by.accountIdAtPartner }
      : { redirect_uri: partner.redirectUri }),
    ...(rail === 'psp_draft' && { debtor: { iban: by.iban } }),
  });
  expect(payment['rail']).toBe(rail);
  if (rail !== 'draft') await new PayerBrowser().submit(payment.authorisation_url);
  return payment.id;
}

/** Waits for the event, too: it is what a partner's test would wait for. */
async function expectOutcome(
  kind: 'payment' | 'payment_request',
  id: string,
  expected: Outcome,
  partner: PartnerClient = stack.partner,
): Promise<void> {
  const path = kind === 'payment' ? `/v1/payments/${id}` : `/v1/payment-requests/${id}`;
  const seen = await partner.waitFor(path, [expected.status]);
  expect(seen).toMatchObject(expected.reason ? { review_reason: expected.reason } : { status: expected.status });
  const types = await until('the last event', async () => {
    const { body } = await partner.get('/v1/events?limit=100').expect(200);
    const events = body.data as { type: string; data: { id: string } }[];
    const told = events.filter(({ data }) => data.id === id).map(({ type }) => type);
    return told.includes(`${kind}.${expected.status}`) ? told : undefined;
  });
  expect(types.includes(`${kind}.outcome_unknown`)).toBe(expected.by === 'outcome_unknown');
}

describe.each(rails)('a payment on the rail %s', (rail) => {
  it.each(rowsOf(outcomes))('test:%s', async (word, expected) => {
    await expectOutcome('payment', await order(rail, `Order 1042 test:${word}`), expected);
  });
});

describe('a payment under a consent', () => {
  it('test:consent_revoked: the payer agrees and takes the permission back, and nobody can see whether it was paid', async () => {
    const other = await giveConsent(stack, await stack.bank.createUser('P. de Weg', '1000.00'));
    const id = await order('draft', 'test:consent_revoked', other);
    await stack.partner.waitFor(`/v1/consents/${other.consentId}`, ['revoked']);
    const payment = await stack.partner.waitFor(`/v1/payments/${id}`, ['in_review']);
    expect(payment).toMatchObject({ consent_id: other.consentId });
  });

  it('of many is partially executed where entries say test:unpaid', async () => {
    const entry = (text: string) => ({
      amount: nextAmount(),
      creditor: { name: shop.name, iban: shop.iban },
      remittance_information: text,
    });
    const payment = await stack.partner.createPayment({
      entries: [entry('Wages test:executed'), entry('Wages test:unpaid')],
      consent_id: payer.consentId,
      account_id: payer.accountIdAtPartner,
    });
    await expectOutcome('payment', payment.id, { status: 'partially_executed' });
  });
});

describe('a request for money', () => {
  let connected: ConnectedShop;
  beforeAll(async () => {
    connected = await connectShop(stack);
  });

  it.each(rowsOf(requestOutcomes))('test:%s', async (word, expected) => {
    const body = requestBody(payer, { amount: nextAmount(), remittance_information: `Table 4 test:${word}` });
    const { body: made } = await connected.partner.post('/v1/payment-requests', body).expect(201);
    await expectOutcome('payment_request', made.id, expected, connected.partner);
  });

  it('to somebody who is at another bank is paid by its link', async () => {
    const body = requestBody(payer, {
      amount: nextAmount(),
      debtor: { name: 'G. Gast', email: 'g.gast@example.com' },
      remittance_information: 'Table 5 test:executed',
    });
    const { body: made } = await connected.partner.post('/v1/payment-requests', body).expect(201);
    await expectOutcome('payment_request', made.id, { status: 'accepted' }, connected.partner);
  });
});

describe('a payment without such a word', () => {
  it.each(['Order 1042', 'test: rejected', 'latest:rejected', 'test:nothing', 'TEST:rejected'])(
    '%j waits for its payer',
    async (text) => {
      const id = await order('psp_draft', text);
      await stack.partner.waitFor(`/v1/payments/${id}`, ['awaiting_authorisation']);
      const { psp_drafts: drafts } = await stack.bank.state();
      expect(drafts.filter(({ description }) => description.includes(text)).at(-1)?.status).toBe('PENDING');
    },
  );
});

it('the guide lists exactly these words', () => {
  const guide = readFileSync('docs/guides/test-mode.md', 'utf8');
  const words = [...guide.matchAll(/^\| `test:(\w+)`/gm)].map(([, word]) => word);
  expect(words.toSorted()).toEqual([...Object.keys(outcomes), 'consent_revoked', 'unpaid'].toSorted());
});
