import type { ConnectionAccess } from '@sluis/bank-connections';
import type { BankOrder, FoundOrders } from '@sluis/bank-orders';
import type { BunqPage, BunqPointer } from '@sluis/bunq-client';
import type { Creditor, StandingOrder } from '@sluis/payment-initiation';
import type { PayoutLine } from './payout-lines.js';
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
  /** The plan that came of it, with every time it fell due, newest first. Left out where nothing is planned. */
  readStanding?(access: ConnectionAccess, standing: NonNullable<BankOrder['standing']>): Promise<StandingOrder>;
}

/** Looked through for one order; an account that has seen more since the order was written is not read to its end. */
export const mostPages = 25;
const pageSize = 200;

/** One line, as every order that pays writes it. */
export function toBunqPayment({ amount, creditor, remittanceInformation, bankReference }: PayoutLine) {
  return {
    amount: amount.toWire(),
    counterparty: pointerTo(creditor),
    description: remittanceInformation,
    merchantReference: bankReference,
  };
}

function pointerTo({ iban, email, phone, name }: Creditor): BunqPointer {
  if (iban !== null) return { type: 'IBAN', value: iban, name: name ?? '' };
  if (email !== null) return { type: 'EMAIL', value: email, name: name ?? undefined };
  return { type: 'PHONE_NUMBER', value: phone ?? '', name: name ?? undefined };
}

/** Reads from the newest down, until what stands at or below `afterId`. */
export async function readAbove<Item extends { id?: number | null | undefined }>(
  afterId: number,
  maximumPages: number,
  page: (query: { count: number; olderId: number | undefined }) => Promise<BunqPage<Item>>,
  toOrder: (item: Item) => BankOrder,
): Promise<FoundOrders> {
  const orders: BankOrder[] = [];
  let olderId: number | undefined;
  for (let read = 0; read < maximumPages; read += 1) {
    const { items, pagination } = await page({ count: pageSize, olderId });
    const news = items.filter(({ id }) => id === undefined || id === null || id > afterId);
    orders.push(...news.map(toOrder));
    if (pagination.olderId === undefined || news.length < items.length) return { orders, isComplete: true };
    olderId = pagination.olderId;
  }
  return { orders, isComplete: false };
}
