import { Injectable } from '@nestjs/common';
import { EventLog } from '@sluis/events';
import { queryRows, type Transaction } from '@sluis/persistence';
import type { AccountFeed } from './account-feed.js';
import { toTransactionResource } from './account-resource.js';
import type { BankTransaction } from './bunq-account-gateway.js';
import { counterpartyId, transactionId } from './transaction-id.js';

/** Keeps a page of transactions, each once, and tells the partner of those that are news. */
@Injectable()
export class StoreTransactions {
  constructor(private readonly events: EventLog) {}

  /**
   * @param transactions what the consent allows to keep, and nothing more
   * @returns how many were not stored yet
   */
  async store(
    tx: Transaction,
    feed: AccountFeed,
    transactions: readonly BankTransaction[],
    { areNews }: { areNews: boolean },
  ): Promise<number> {
    if (transactions.length === 0) return 0;
    await this.storeCounterparties(tx, feed, transactions);
    const stored = await queryRows<{ id: string }>(
      tx,
      `INSERT INTO account_transactions (partner_id, feed_id, booked_at, bunq_payment_id, amount_minor, currency, kind,
         counterparty_id, remittance_information, reference, balance_after_minor, card_use)
       SELECT $1, $2, r.booked_at, r.id, r.amount, r.currency, r.kind, r.counterparty_id, r.text, r.reference,
              r.balance_after, r.card_use
       FROM jsonb_to_recordset($3::jsonb) AS r (booked_at timestamptz, id bigint, amount bigint, currency text, kind text,
         counterparty_id uuid, text text, reference text, balance_after bigint, card_use text)
       ON CONFLICT DO NOTHING RETURNING bunq_payment_id AS id`,
      [feed.partnerId, feed.id, JSON.stringify(transactions.map((transaction) => toRecord(feed, transaction)))],
    );
    if (areNews) {
      const isNew = new Set(stored.map(({ id }) => Number(id)));
      // Oldest first, as they happened.
      for (const transaction of transactions.toReversed()) {
        if (isNew.has(transaction.bunqPaymentId)) await this.tell(tx, feed, transaction);
      }
    }
    return stored.length;
  }

  private async storeCounterparties(
    tx: Transaction,
    { partnerId, id }: AccountFeed,
    transactions: readonly BankTransaction[],
  ): Promise<void> {
    const sides = new Map<string, { id: string; name: string | null; iban: string | null }>();
    for (const { counterparty } of transactions) {
      if (!counterparty) continue;
      const sideId = counterpartyId(id, counterparty);
      sides.set(sideId, { id: sideId, ...counterparty });
    }
    if (sides.size === 0) return;
    // In one order everywhere, so that two workers storing the same sides cannot wait for each other in a circle.
    const records = [...sides.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
    await tx.query(
      `INSERT INTO transaction_counterparties (partner_id, feed_id, id, name, iban)
       SELECT $1, $2, r.id, r.name, r.iban FROM jsonb_to_recordset($3::jsonb) AS r (id uuid, name text, iban text)
       ON CONFLICT DO NOTHING`,
      [partnerId, id, JSON.stringify(records)],
    );
  }

  private async tell(tx: Transaction, feed: AccountFeed, transaction: BankTransaction): Promise<void> {
    const { bunqPaymentId, bookedAt, amount, kind, counterparty, balanceAfter } = transaction;
    await this.events.append(tx, {
      partnerId: feed.partnerId,
      type: 'transaction.booked',
      resourceType: 'transaction',
      // Told once under each consent that brings it: the partner may know different fields under each.
      resourceId: transactionId(feed.partnerId, feed.id, bunqPaymentId),
      resourceVersion: 1,
      resource: toTransactionResource(feed, {
        bookedAt,
        bunqPaymentId: String(bunqPaymentId),
        amountMinor: amount.minorUnits.toString(),
        currency: amount.currency,
        kind,
        counterpartyId: counterparty && counterpartyId(feed.id, counterparty),
        counterpartyName: counterparty?.name ?? null,
        counterpartyIban: counterparty?.iban ?? null,
        remittanceInformation: transaction.remittanceInformation,
        reference: transaction.reference,
        balanceAfterMinor: balanceAfter?.minorUnits.toString() ?? null,
        cardUse: transaction.cardUse,
      }),
    });
  }
}

function toRecord(feed: AccountFeed, transaction: BankTransaction) {
  return {
    booked_at: transaction.bookedAt.toISOString(),
    id: transaction.bunqPaymentId,
    amount: transaction.amount.minorUnits.toString(),
    currency: transaction.amount.currency,
    kind: transaction.kind,
    counterparty_id: transaction.counterparty && counterpartyId(feed.id, transaction.counterparty),
    text: transaction.remittanceInformation,
    reference: transaction.reference,
    balance_after: transaction.balanceAfter?.minorUnits.toString() ?? null,
    card_use: transaction.cardUse,
  };
}
