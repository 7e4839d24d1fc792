import {
  BunqApiError,
  BunqConsentLostError,
  monetaryAccount,
  type BunqCaller,
  type MonetaryAccount,
} from '@sluis/bunq-client';
import { ibanOf } from './known-accounts.js';

/** What an access token turned out to stand for: whose it is, and which accounts they chose. */
export interface BankGrant {
  /** The bank's user made for this grant; the one that goes into addresses. */
  bunqUserId: number;
  /** The person or company that granted, where the bank names one. */
  grantingUserId: number | undefined;
  accounts: MonetaryAccount[];
  ibans: string[];
}

/** More pages than this no payer has; a bank that never ends is cut off. */
const mostPages = 10;

export async function readGrant(caller: BunqCaller): Promise<BankGrant> {
  const session = await caller.session();
  const accounts: MonetaryAccount[] = [];
  let olderId: number | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { items, pagination } = await monetaryAccount.list(caller, { count: 200, olderId });
    accounts.push(...items);
    olderId = pagination.olderId;
    if (olderId === undefined) break;
  }
  const isPsuThemselves = session.userType === 'UserPerson' || session.userType === 'UserCompany';
  return {
    bunqUserId: session.bunqUserId,
    grantingUserId: isPsuThemselves ? session.bunqUserId : session.grantedByUser?.bunqUserId,
    accounts,
    ibans: accounts.flatMap((account) => ibanOf(account)?.value ?? []),
  };
}

/** The bank says for certain that the token is worth nothing (any more). */
export function isAccessLost(error: unknown): boolean {
  return error instanceof BunqConsentLostError || (error instanceof BunqApiError && error.isCredentialsRefused);
}

/** The bank may be saying so: a refusal that also has other reasons, such as a missing right. */
export function mayBeAccessLost(error: unknown): boolean {
  return isAccessLost(error) || (error instanceof BunqApiError && (error.status === 401 || error.status === 403));
}
