import type { BankUser } from '../../support/bank-control.js';
import { PayerBrowser } from '../../support/payer-browser.js';
import { paymentBody } from '../../support/payment-journey.js';
import type { Stack } from '../../support/stack.js';
import { requestAtBank, type ConnectedShop, type RequestAtBank } from './connected-shop.js';

export interface PaymentByRequest {
  id: string;
  url: string;
  browser: PayerBrowser;
  requestId: string;
  atBank: RequestAtBank;
}

/** A payment whose payer may choose a payment request. */
export function fallbackBody({ partner, owner }: ConnectedShop, debtor?: BankUser): Record<string, unknown> {
  return { ...paymentBody(partner, owner, debtor), fallback: 'payment_request' };
}

/** A payment whose payer asked for a payment request, which stands at the bank. */
export async function chooseRequest(
  { bank }: Pick<Stack, 'bank'>,
  shop: ConnectedShop,
  address: string,
): Promise<PaymentByRequest> {
  const { partner } = shop;
  const { id, authorisation_url: url } = await partner.createPayment(fallbackBody(shop));
  const browser = new PayerBrowser();
  const sent = await browser.submit(`${url}?lang=en&request=1`, { address }, `${url}/request`);
  if (sent.status !== 303) throw new Error(`asking for a request answered ${sent.status}`);
  const waiting = await partner.waitFor(`/v1/payments/${id}`, ['awaiting_authorisation']);
  const requestId = String(waiting['payment_request_id']);
  return { id, url, browser, requestId, atBank: await requestAtBank(bank, requestId) };
}
