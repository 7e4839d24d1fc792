import { z } from 'zod';
import { paymentSchema } from '../partner-side/partner-api.js';
import { UsageError } from '../settings.js';
import type { Demo } from './demo.js';

const consentSchema = z.object({
  id: z.string(),
  status: z.string(),
  authorisation_url: z.string().nullable(),
  /** Without IBAN once the consent is over. */
  accounts: z.array(z.object({ id: z.string(), iban: z.string().nullable() })),
});

const creditorOf = ({ stack }: Demo) => ({ name: stack.shop.name, iban: stack.shop.iban });

/** The payer's IBAN is known: the order goes to the bank first, and is authorised there together with the sign-in. */
export async function payWithKnownPayer(demo: Demo): Promise<void> {
  demo.chapter('A single payment, payer known');
  const { name, iban } = demo.stack.payer;
  await payOnHostedPage(demo, 'psp_draft', { amount: '12.50', reference: 'demo-known', debtor: { name, iban } });
}

/** Nobody knows who will pay: whoever opens the link, on the bank's own payment page. */
export async function payWithUnknownPayer(demo: Demo): Promise<void> {
  demo.chapter('A single payment, payer unknown');
  await payOnHostedPage(demo, 'issuer_transaction', { amount: '7.60', reference: 'demo-unknown' });
}

/** A consent first; then a payment without any page, which the payer confirms with a push. */
export async function payUnderConsent(demo: Demo): Promise<void> {
  demo.chapter('A consent, and a payment under it');
  const payer = demo.payer();
  const consent = await demo.step(
    'partner',
    'POST /v1/consents',
    () =>
      demo.api.post('/consents', consentSchema, {
        type: 'payment_initiation',
        redirect_uri: demo.stack.redirect_uri,
      }),
    ({ id, status }) => ({ consent_id: id, status }),
  );
  demo.webhooks.follow(consent.id);
  const bankUrl = await demo.step(
    'payer',
    'opens the page, reads, agrees',
    () => payer.agree(linkOf(consent)),
    placeOf,
  );
  await demo.step('bank', 'asks the payer, who shares the account', () => payer.acceptAtBank(bankUrl));
  const path = `/consents/${consent.id}`;
  await demo.expectConsentEvent(consent.id, 'authorised');
  const authorised = await demo.step(
    'partner',
    'GET /v1/consents/{id}',
    () => demo.poll(path, consentSchema, 'authorised'),
    ({ id, status, accounts }) => ({ consent_id: id, status, account_id: accounts[0]?.id ?? 'no account' }),
  );
  const account = authorised.accounts.find(({ iban }) => iban === demo.stack.payer.iban);
  if (!account) throw new UsageError("The consent does not hold the payer's account.");

  const remittanceInformation = `Subscription ${consent.id.slice(-8)}`;
  const payment = await demo.step(
    'partner',
    'POST /v1/payments, with consent_id',
    () =>
      demo.api.post('/payments', paymentSchema, {
        amount: { value: '3.10', currency: 'EUR' },
        creditor: creditorOf(demo),
        remittance_information: remittanceInformation,
        consent_id: consent.id,
        account_id: account.id,
      }),
    ({ id, status, rail }) => ({ payment_id: id, status, rail }),
  );
  demo.webhooks.follow(payment.id);
  await demo.step(
    'bank',
    "pushes the order to the payer's phone",
    () => demo.poll(`/payments/${payment.id}`, paymentSchema, 'awaiting_authorisation'),
    ({ status, bank_status: bankStatus }) => ({ status, bank_status: bankStatus ?? 'unknown' }),
  );
  await demo.step('payer', 'confirms the push', () => payer.confirmPush(remittanceInformation));
  await demo.expectExecuted(payment);

  await demo.step(
    'partner',
    'POST /v1/consents/{id}/revoke',
    () => demo.api.post(`${path}/revoke`, consentSchema),
    ({ id, status }) => ({ consent_id: id, status }),
  );
  await demo.expectConsentEvent(consent.id, 'revoked');
}

async function payOnHostedPage(
  demo: Demo,
  rail: 'psp_draft' | 'issuer_transaction',
  { amount, ...order }: { amount: string; reference: string; debtor?: { name: string; iban: string } },
): Promise<void> {
  const payer = demo.payer();
  const payment = await demo.step(
    'partner',
    'POST /v1/payments',
    () =>
      demo.api.post('/payments', paymentSchema, {
        ...order,
        amount: { value: amount, currency: 'EUR' },
        creditor: creditorOf(demo),
        remittance_information: 'Order 1042',
        redirect_uri: demo.stack.redirect_uri,
      }),
    (created) => ({ payment_id: created.id, status: created.status, rail: created.rail }),
  );
  demo.webhooks.follow(payment.id);
  if (payment.rail !== rail) {
    throw new UsageError(`The payment takes the rail ${payment.rail}; this part shows ${rail}. Check PAYMENT_*_RAIL.`);
  }
  const bankUrl = await demo.step(
    'payer',
    'opens the page, reads, agrees',
    () => payer.agree(linkOf(payment)),
    placeOf,
  );
  await demo.step('bank', 'shows the order, the payer accepts', () => payer.acceptAtBank(bankUrl));
  await demo.expectExecuted(payment);
}

function linkOf({ authorisation_url: link }: { authorisation_url: string | null }): string {
  if (link === null) throw new UsageError('The answer has no authorisation_url.');
  return link;
}

/** Without its query, which holds what only this payer's browser should know. */
function placeOf(url: string) {
  const { origin, pathname } = new URL(url);
  return { goes_on_to: `→ ${origin}${pathname}` };
}
