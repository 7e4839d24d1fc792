import type { ConnectionAccess } from '@sluis/bank-connections';
import type { BankOrder, FoundOrders } from '@sluis/bank-orders';
import type { BunqPointer } from '@sluis/bunq-client';
import type { Payout } from './payout.entity.js';

/** How payouts of one rail stand at the bank, in our words. */
export interface PayoutGateway {
  /** The exact bytes of the order; they are stored before they are sent. */
  serialise(payout: Payout): string;
  /** @returns the bank's id of what came of it */
  create(access: ConnectionAccess, sending: { body: string; requestId: string; deadlineMs: number }): Promise<number>;
  read(access: ConnectionAccess, bunqObjectId: number): Promise<BankOrder>;
  /** What stands above `afterId`, newest first. */
  listAbove(access: ConnectionAccess, afterId: number, maximumPages?: number): Promise<FoundOrders>;
  /** Left out where the bank takes nothing back. */
  withdraw?(access: ConnectionAccess, bunqObjectId: number): Promise<void>;
}

/** Looked through for one order; an account that has seen more since the order was written is not read to its end. */
export const mostPages = 25;
export const pageSize = 200;

export function pointerTo({ creditorIban, creditorEmail, creditorPhone, creditorName }: Payout): BunqPointer {
  const name = creditorName ?? undefined;
  if (creditorIban !== null) return { type: 'IBAN', value: creditorIban, name: name ?? '' };
  if (creditorEmail !== null) return { type: 'EMAIL', value: creditorEmail, name };
  return { type: 'PHONE_NUMBER', value: creditorPhone ?? '', name };
}
