import type { Bank } from '../bank/bank.js';
import { inquiryOf } from '../bank/requests.js';
import type { Json } from '../wire/envelope.js';
import { mastercardActionObject } from './card.js';
import { draftPaymentObject } from './draft-payment.js';
import { stamps } from './labels.js';
import { paymentObject } from './payment.js';
import { requestInquiryObject, requestResponseObject } from './request.js';

/** Something that happened on an account. It has the id of what it is about: one object, one event. */
export interface HappenedEvent {
  id: number;
  createdAt: number;
  updatedAt: number;
  accountId: number;
  status: 'FINALIZED' | 'AWAITING_REPLY';
  /** Only made for the events of a page. */
  render: () => Json;
}

export function eventsOf(bank: Bank, accountId: number): HappenedEvent[] {
  const { payments, drafts, requestInquiries, requestResponses, cardTransactions } = bank.tables;
  const event = (
    row: { id: number; createdAt: number; updatedAt: number },
    isWaiting: boolean,
    render: () => Json,
  ): HappenedEvent => ({
    id: row.id,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    accountId,
    status: isWaiting ? 'AWAITING_REPLY' : 'FINALIZED',
    render,
  });
  return [
    ...payments.where('account', accountId).map((row) => event(row, false, () => paymentObject(bank, row))),
    ...drafts
      .where('account', accountId)
      .map((row) => event(row, row.status === 'PENDING', () => draftPaymentObject(bank, row))),
    ...requestInquiries
      .where('account', accountId)
      .map((row) => event(row, row.status === 'PENDING', () => requestInquiryObject(bank, row))),
    ...requestResponses
      .where('account', accountId)
      .map((row) => event(row, inquiryOf(bank, row).status === 'PENDING', () => requestResponseObject(bank, row))),
    ...cardTransactions
      .where('account', accountId)
      .map((row) => event(row, false, () => mastercardActionObject(bank, row))),
  ];
}

export function eventObject(bank: Bank, event: HappenedEvent): Json {
  return {
    Event: {
      ...stamps(event),
      action: event.createdAt === event.updatedAt ? 'CREATE' : 'UPDATE',
      user_id: String(bank.tables.accounts.get(event.accountId)?.userId ?? ''),
      monetary_account_id: String(event.accountId),
      object: event.render(),
      status: event.status,
    },
  };
}
