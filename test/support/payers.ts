import { randomUUID } from 'node:crypto';
import type { BankUser } from './bank-control.js';
import { PayerBrowser } from './payer-browser.js';
import type { PartnerClient } from './partner-client.js';
import type { Stack } from './stack.js';
import { until } from './until.js';

export type Rail = 'psp_draft' | 'issuer_transaction' | 'draft';
export const rails: readonly Rail[] = ['psp_draft', 'issuer_transaction', 'draft'];

/** A payer who has consented, for payments that need no page. */
export interface ConsentingPayer extends BankUser {
  consentId: string;
  accountIdAtPartner: string;
}

/** Asks the payer for a consent and has them give it, from page to bank and back. */
export async function giveConsent(
  { bank, partner }: Pick<Stack, 'bank' | 'partner'>,
  payer: BankUser,
  of: PartnerClient = partner,
  fields: Record<string, unknown> = {},
): Promise<ConsentingPayer> {
  const { body } = await of
    .post('/v1/consents', { type: 'payment_initiation', redirect_uri: of.redirectUri, ...fields })
    .expect(201);
  const consent = body as { id: string; authorisation_url: string };
  const browser = new PayerBrowser();
  const agreed = await browser.submit(consent.authorisation_url);
  await browser.open(await bank.authorise(payer, agreed.location ?? ''));
  const authorised = await of.waitFor(`/v1/consents/${consent.id}`, ['authorised'], 30_000);
  const [account] = authorised['accounts'] as { id: string }[];
  if (!account) throw new Error('the consent has no account');
  return { ...payer, consentId: consent.id, accountIdAtPartner: account.id };
}

export interface OpenPayment {
  id: string;
  rail: Rail;
  amount: string;
  pageUrl: string;
  payer: BankUser;
  browser: PayerBrowser;
}

/**
 * Creates a payment on the wanted rail and, where it has a page, agrees there.
 *
 * @param waits false to come back before the page answered
 */
export async function agreePayment(
  stack: Stack,
  rail: Rail,
  payer: ConsentingPayer,
  {
    creditor,
    amount = '12.50',
    partner = stack.partner,
    waits = true,
  }: { creditor: BankUser; amount?: string; partner?: PartnerClient; waits?: boolean },
): Promise<OpenPayment> {
  const payment = await partner.createPayment({
    amount: { value: amount, currency: 'EUR' },
    creditor: { name: creditor.name, iban: creditor.iban },
    remittance_information: `Order ${randomUUID().slice(0, 8)}`,
    ...(rail === 'draft'
      ? { consent_id: payer.consentId, account_id: payer.accountIdAtPartner }
      : { redirect_uri: partner.redirectUri }),
    ...(rail === 'psp_draft' && { debtor: { iban: payer.iban } }),
  });
  if (payment['rail'] !== rail) throw new Error(`the payment took the rail ${String(payment['rail'])}`);
  const browser = new PayerBrowser();
  if (rail !== 'draft') {
    // The page waits a while for the bank before it answers.
    const agreed = browser.submit(payment.authorisation_url);
    if (waits) await agreed;
    else agreed.catch(() => undefined);
  }
  return { id: payment.id, rail, amount, pageUrl: payment.authorisation_url, payer, browser };
}

/** Where the payer authorises; undefined while the platform does not say. */
export async function bankPageOf({ pageUrl, browser }: OpenPayment): Promise<string | undefined> {
  const { location } = await browser.open(`${pageUrl}/bank`);
  return location?.includes('/auth?') || location?.includes('transactionId=') ? location : undefined;
}

/** The payer says yes at the bank, as soon as the platform lets them. */
export async function authorisePayment(
  { bank }: Pick<Stack, 'bank'>,
  payment: OpenPayment,
  withinMs = 30_000,
): Promise<void> {
  const { rail, payer } = payment;
  if (rail === 'draft') {
    const draft = await until(
      'the draft to be pushed to the payer',
      async () =>
        (await bank.state()).drafts.find(
          ({ status, entries }) => status === 'PENDING' && entries[0]?.merchant_reference === payment.id,
        ),
      { withinMs },
    );
    await bank.decideDraft(payer, draft.id, 'accept');
    return;
  }
  const page = await until('the way to the bank', () => bankPageOf(payment), { withinMs, everyMs: 150 });
  if (rail === 'issuer_transaction') {
    await bank.decideIssuerTransaction(payer, new URL(page).searchParams.get('transactionId') ?? '', 'accept');
  } else {
    await payment.browser.open(await bank.authorise(payer, page));
  }
}
