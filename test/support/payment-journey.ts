import type { BankUser } from './bank-control.js';
import type { PartnerClient } from './partner-client.js';
import { PayerBrowser } from './payer-browser.js';
import type { Stack } from './stack.js';

/** An order that is right in every field; `debtor` takes it to the rail psp_draft. */
export function paymentBody(partner: PartnerClient, creditor: BankUser, debtor?: BankUser): Record<string, unknown> {
  return {
    amount: { value: '12.50', currency: 'EUR' },
    creditor: { name: creditor.name, iban: creditor.iban },
    remittance_information: 'Order 1042',
    redirect_uri: partner.redirectUri,
    ...(debtor ? { debtor: { iban: debtor.iban, name: debtor.name } } : {}),
  };
}

/** A payment whose payer agreed on our page, and then at the bank. */
export async function executedPayment(
  { partner: standard, bank }: Stack,
  payer: BankUser,
  creditor: BankUser,
  partner: PartnerClient = standard,
): Promise<string> {
  const payment = await partner.createPayment(paymentBody(partner, creditor, payer));
  const browser = new PayerBrowser();
  const agreed = await browser.submit(payment.authorisation_url);
  await browser.open(await bank.authorise(payer, agreed.location ?? ''));
  await partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
  return payment.id;
}
