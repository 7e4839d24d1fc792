import { Injectable } from '@nestjs/common';
import type { ConnectionAccess } from '@sluis/bank-connections';
import type { BankOrder, FoundOrders } from '@sluis/bank-orders';
import { draftPayment, type DraftPayment } from '@sluis/bunq-client';
import { Money } from '@sluis/money';
import { mostPages, pageSize, pointerTo, type PayoutGateway } from './payout-gateway.js';
import type { Payout } from './payout.entity.js';

/** Our words ⇄ bunq's `draft-payment`, as an app writes it that may move no money by itself. */
@Injectable()
export class BunqPayoutDraftGateway implements PayoutGateway {
  serialise(payout: Payout): string {
    return draftPayment.serialise({
      entries: [
        {
          amount: payout.amount.toWire(),
          counterparty: pointerTo(payout),
          description: payout.remittanceInformation,
          merchantReference: payout.publicId,
        },
      ],
    });
  }

  create(access: ConnectionAccess, sending: { body: string; requestId: string; deadlineMs: number }): Promise<number> {
    return draftPayment.create(access.caller, { ...sending, monetaryAccountId: access.bunqMonetaryAccountId });
  }

  async read({ caller, bunqMonetaryAccountId }: ConnectionAccess, draftPaymentId: number): Promise<BankOrder> {
    return fromDraft(await draftPayment.get(caller, { monetaryAccountId: bunqMonetaryAccountId, draftPaymentId }));
  }

  async listAbove(
    { caller, bunqMonetaryAccountId }: ConnectionAccess,
    afterId: number,
    maximumPages = mostPages,
  ): Promise<FoundOrders> {
    const orders: BankOrder[] = [];
    let olderId: number | undefined;
    for (let page = 0; page < maximumPages; page += 1) {
      const { items, pagination } = await draftPayment.list(caller, {
        monetaryAccountId: bunqMonetaryAccountId,
        count: pageSize,
        olderId,
      });
      const news = items.filter(({ id }) => id === undefined || id > afterId);
      orders.push(...news.map(fromDraft));
      if (pagination.olderId === undefined || news.length < items.length) return { orders, isComplete: true };
      olderId = pagination.olderId;
    }
    return { orders, isComplete: false };
  }

  /** Asks the bank to take it back. Only a later read tells whether it did. */
  async withdraw({ caller, bunqMonetaryAccountId }: ConnectionAccess, draftPaymentId: number): Promise<void> {
    await draftPayment.cancel(caller, { monetaryAccountId: bunqMonetaryAccountId, draftPaymentId });
  }
}

const statuses: Record<string, BankOrder['status']> = {
  PENDING: 'pending',
  ACCEPTED: 'accepted',
  REJECTED: 'rejected',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
};

/** Amounts as of a movement: what leaves the account is negative. */
function fromDraft({ id, status, entries, object }: Omit<DraftPayment, 'id'> & { id: number | undefined }): BankOrder {
  const [entry, ...more] = entries ?? [];
  const amount = entry && more.length === 0 ? Money.fromWire(entry.amount) : Money.ofMinor(0n, 'EUR');
  const movement = object?.Payment;
  const creditorIban = entry?.counterparty_alias?.iban ?? undefined;
  return {
    bunqObjectId: id,
    status: statuses[status] ?? 'unrecognised',
    rawStatus: status,
    amount: Money.ofMinor(-amount.minorUnits, amount.currency),
    debtorIban: entry?.alias?.iban ?? undefined,
    creditorIban,
    reference: entry?.merchant_reference ?? undefined,
    publicUuid: undefined,
    booked: movement?.amount
      ? {
          amount: Money.fromWire(movement.amount),
          debtorIban: movement.alias?.iban ?? undefined,
          creditorIban: movement.counterparty_alias?.iban ?? undefined,
          reference: movement.merchant_reference ?? undefined,
        }
      : undefined,
  };
}
