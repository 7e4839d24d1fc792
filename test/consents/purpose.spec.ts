import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { startStack, type Stack } from '../support/stack.js';
import { ConsentJourneys } from './support/consent-journeys.js';
import { ConsentRows } from './support/consent-rows.js';

let stack: Stack;
let journeys: ConsentJourneys;
let rows: ConsentRows;
let payer: BankUser;

beforeAll(async () => {
  stack = await startStack();
  journeys = new ConsentJourneys(stack);
  rows = new ConsentRows(stack);
  payer = await stack.bank.createUser('W. Aarom', '100.00');
});

afterAll(() => stack?.stop());

const why = z.looseObject({ purpose: z.string() });
const purposeOf = async (consent: { id: string }) =>
  why.parse((await stack.partner.get(`/v1/consents/${consent.id}`).expect(200)).body).purpose;
const pageIn = async (language: 'nl' | 'en', url: string) =>
  (await new PayerBrowser().open(`${url}?lang=${language}`)).html;

const sentences = {
  payment_initiation: {
    en: 'Why: To start payments from your account, which you then confirm at bunq yourself.',
    nl: 'Waarom: Om betalingen vanaf je rekening klaar te zetten, die je zelf bij bunq bevestigt.',
  },
  funds_confirmation: {
    en: 'Why: To know beforehand whether a payment from your account can go through. bunq answers yes or no.',
    nl: 'Waarom: Om vooraf te weten of een betaling vanaf je rekening kan doorgaan. bunq antwoordt met ja of nee.',
  },
} as const;

describe.each(['payment_initiation', 'funds_confirmation'] as const)('why a consent of %s is asked', (type) => {
  it('is what the type is for, in the payer’s language, where the partner gives no reason', async () => {
    const consent = await journeys.create(type);
    for (const language of ['nl', 'en'] as const)
      expect(await pageIn(language, consent.authorisation_url)).toContain(sentences[type][language]);
    expect(`Why: ${await purposeOf(consent)}`).toBe(sentences[type].en);
    const stored = await rows.query(`SELECT purpose_by, purpose FROM consents WHERE id = $1`, [rows.uuid(consent)]);
    expect(stored).toEqual([{ purpose_by: 'platform', purpose: await purposeOf(consent) }]);
  });

  it('is the partner’s reason where it gives one, as a quotation of it, also on the payer’s own page', async () => {
    const consent = await journeys.create(type, { purpose: 'Paying your parking by number plate' });
    const html = await pageIn('nl', consent.authorisation_url);
    expect(html).toContain('Waarom: <q>Paying your parking by number plate</q>');
    expect(html).not.toContain(sentences[type].nl);
    expect(await purposeOf(consent)).toBe('Paying your parking by number plate');
    await journeys.visit(consent.authorisation_url, payer);
    await journeys.waitFor(consent, ['authorised']);
    const own = await journeys.permissions(payer);
    expect((await own.open(`${stack.apiUrl}/permissions?lang=en`)).html).toContain(
      '<q>Paying your parking by number plate</q>',
    );
  });
});

it('is still demanded of whoever asks for account information', async () => {
  const answer = await stack.partner.post('/v1/consents', {
    type: 'account_information',
    permissions: ['read_balances'],
    redirect_uri: stack.partner.redirectUri,
  });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ errors: [{ pointer: '/purpose' }] });
});
