import type { TestingBooking } from './bank-bookings.js';
import { bookAtBank } from './bank-bookings.js';
import type { BankUser } from '../support/bank-control.js';
import type { PartnerClient } from '../support/partner-client.js';
import { PayerBrowser } from '../support/payer-browser.js';
import type { Stack } from '../support/stack.js';

export const allPermissions = [
  'read_account_list',
  'read_balances',
  'read_transactions',
  'read_transactions_history',
  'read_card_transactions',
];

export const psuHeaders = { 'PSU-IP-Address': '192.0.2.7', 'PSU-User-Agent': 'Mozilla/5.0 (visibly fake)' };

/** A payer who allowed a partner to read an account. */
export interface AccountHolder {
  user: BankUser;
  consentId: string;
  accountId: string;
  /** Path of the account with its consent, for reads. */
  path(suffix?: string, query?: string): string;
  book(bookings: TestingBooking[]): void;
}

/** Goes through the whole consent with a new customer of the bank. */
export async function newAccountHolder(
  stack: Stack,
  {
    partner = stack.partner,
    permissions = allPermissions,
    bookings = [],
    user: existing,
  }: { partner?: PartnerClient; permissions?: string[]; bookings?: TestingBooking[]; user?: BankUser } = {},
): Promise<AccountHolder> {
  const user = existing ?? (await stack.bank.createUser('R. de Lezer', '1000.00'));
  bookAtBank(stack.emulator.bank, user.accountId, bookings);
  const created = await partner
    .post('/v1/consents', {
      type: 'account_information',
      permissions,
      redirect_uri: partner.redirectUri,
      purpose: 'To show your spending',
    })
    .expect(201);
  const consent = created.body as { id: string; authorisation_url: string };
  const browser = new PayerBrowser();
  const agreed = await browser.submit(consent.authorisation_url);
  await browser.open(await stack.bank.authorise(user, agreed.location ?? ''));
  const authorised = await partner.waitFor(`/v1/consents/${consent.id}`, ['authorised']);
  const [account] = authorised['accounts'] as { id: string }[];
  if (!account) throw new Error('the consent has no account');
  return {
    user,
    consentId: consent.id,
    accountId: account.id,
    path: (suffix = '', query = '') =>
      `/v1/accounts/${account.id}${suffix}?consent_id=${consent.id}${query ? `&${query}` : ''}`,
    book: (more) => bookAtBank(stack.emulator.bank, user.accountId, more),
  };
}
