import type { PaymentRequest } from './payment-request.entity.js';

/** One list of requests at the bank: those on it are followed together, by one read. */
export interface FollowedList {
  partnerId: string;
  connectionId: string;
  accountId: string;
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const pattern = new RegExp(`^(${uuid})/(${uuid})/(${uuid})$`);

/** How due work names the list that a request stands on. */
export function requestListSubject(list: Pick<PaymentRequest, keyof FollowedList>): string {
  return [list.partnerId, list.connectionId, list.accountId].join('/');
}

/** @returns undefined for anything that is no list of ours */
export function parseRequestListSubject(subject: string): FollowedList | undefined {
  const [, partnerId, connectionId, accountId] = pattern.exec(subject) ?? [];
  return partnerId && connectionId && accountId ? { partnerId, connectionId, accountId } : undefined;
}
