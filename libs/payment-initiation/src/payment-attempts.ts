import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { queryRows, SecretBox, type Transaction } from '@sluis/persistence';
import { PaymentAttempt } from './payment-attempt.entity.js';
import type { Payment } from './payment.entity.js';

/** A call can take the client's whole deadline; after this part of it more its process has died. */
const deadlineMargin = 1 / 3;

/** The open attempt of a payment, with what only the database's clock may decide. */
export interface OpenAttempt {
  attempt: PaymentAttempt;
  msUntilDeadline: number;
  msSinceUnknown: number;
  msSinceLastRead: number;
  msSinceCreated: number;
}

/** The rows that say what was sent to the bank, and what became of it. */
@Injectable()
export class PaymentAttempts {
  constructor(
    private readonly config: Config,
    private readonly secrets: SecretBox,
  ) {}

  /**
   * Takes the payment's place in the queue of equal orders and writes down what will be sent. Commit before sending.
   *
   * @returns undefined while another attempt with the same payer, payee and amount is open
   */
  async open(tx: Transaction, payment: Payment, body: string): Promise<PaymentAttempt | undefined> {
    const [{ next } = { next: 1 }] = await queryRows<{ next: number }>(
      tx,
      `SELECT coalesce(max(number), 0)::int + 1 AS next FROM payment_attempts WHERE partner_id = $1 AND payment_id = $2`,
      [payment.partnerId, payment.id],
    );
    const inserted = await queryRows(
      tx,
      `INSERT INTO payment_attempts (partner_id, payment_id, number, rail, request_id, body_sealed, body_hash, tuple_hash,
                                     high_water_mark, deadline)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
               coalesce((SELECT max(bunq_object_id) FROM payment_attempts WHERE rail = $4 AND ($9::bytea IS NULL OR tuple_hash = $9)), 0),
               clock_timestamp() + $10 * interval '1 millisecond')
       ON CONFLICT (tuple_hash) WHERE status IN ('sending', 'unsent', 'unknown', 'unsettled') DO NOTHING
       RETURNING number`,
      [
        payment.partnerId,
        payment.id,
        next,
        payment.rail,
        randomUUID(),
        this.secrets.seal(body, bodyLocation(payment, next)),
        createHash('sha256').update(body).digest(),
        tupleHash(payment),
        // Lists of different accounts need not share one order of ids: there only equal orders give a mark.
        payment.rail === 'draft' ? tupleHash(payment) : null,
        this.sendWindowMs,
      ],
    );
    if (inserted.length === 0) return undefined;
    return tx.findOneByOrFail(PaymentAttempt, { partnerId: payment.partnerId, paymentId: payment.id, number: next });
  }

  /** The newest attempt that is not resolved, locked. */
  async findOpen(tx: Transaction, payment: Payment): Promise<OpenAttempt | undefined> {
    const { partnerId, id: paymentId } = payment;
    const [row] = await queryRows<{
      number: number;
      until_deadline: number;
      since_unknown: number;
      since_read: number;
      since_created: number;
    }>(
      tx,
      `SELECT number, ${millisecondsOf('deadline - clock_timestamp()')} AS until_deadline,
              ${millisecondsOf('clock_timestamp() - coalesce(unknown_since, clock_timestamp())')} AS since_unknown,
              ${millisecondsOf("clock_timestamp() - coalesce(last_read_at, 'epoch')")} AS since_read,
              ${millisecondsOf('clock_timestamp() - created_at')} AS since_created
       FROM payment_attempts
       WHERE partner_id = $1 AND payment_id = $2 AND status IN ('sending', 'unsent', 'unknown')
       ORDER BY number DESC LIMIT 1 FOR UPDATE`,
      [partnerId, paymentId],
    );
    if (!row) return undefined;
    const attempt = await tx.findOneByOrFail(PaymentAttempt, { partnerId, paymentId, number: row.number });
    return {
      attempt,
      msUntilDeadline: row.until_deadline,
      msSinceUnknown: row.since_unknown,
      msSinceLastRead: row.since_read,
      msSinceCreated: row.since_created,
    };
  }

  /** The same bytes under the same request id go out once more. */
  async sendAgain(tx: Transaction, attempt: PaymentAttempt): Promise<void> {
    await tx.query(
      `UPDATE payment_attempts SET status = 'sending', sends = sends + 1, empty_reads = 0,
              deadline = clock_timestamp() + $4 * interval '1 millisecond'
       WHERE partner_id = $1 AND payment_id = $2 AND number = $3`,
      [...keyOf(attempt), this.sendWindowMs],
    );
    attempt.sends += 1;
    attempt.status = 'sending';
  }

  async markUnsent(tx: Transaction, attempt: PaymentAttempt, outcome: string): Promise<void> {
    await tx.query(
      `UPDATE payment_attempts SET status = 'unsent', outcome = $4 WHERE partner_id = $1 AND payment_id = $2 AND number = $3`,
      [...keyOf(attempt), outcome],
    );
  }

  /** The clock of an unknown outcome starts with the first doubt and is not set back by a later send. */
  async markUnknown(tx: Transaction, attempt: PaymentAttempt, outcome: string): Promise<void> {
    await tx.query(
      `UPDATE payment_attempts SET status = 'unknown', outcome = $4, unknown_since = coalesce(unknown_since, clock_timestamp()),
              last_read_at = NULL
       WHERE partner_id = $1 AND payment_id = $2 AND number = $3`,
      [...keyOf(attempt), outcome],
    );
  }

  /** A send in doubt was answered with this id; whether it is the only order is for the next reads to tell. */
  async noteCandidate(tx: Transaction, attempt: PaymentAttempt, bunqObjectId: number): Promise<void> {
    await tx.query(
      `UPDATE payment_attempts SET status = 'unknown', outcome = 'accepted_in_doubt', bunq_object_id = $4, empty_reads = 0,
              unknown_since = coalesce(unknown_since, clock_timestamp()), last_read_at = clock_timestamp()
       WHERE partner_id = $1 AND payment_id = $2 AND number = $3`,
      [...keyOf(attempt), bunqObjectId],
    );
  }

  /** @returns the attempt that was adopted in doubt less than `forMs` ago */
  async findAdoptedInDoubt(tx: Transaction, payment: Payment, forMs: number): Promise<PaymentAttempt | undefined> {
    const { partnerId, id: paymentId } = payment;
    const [row] = await queryRows<{ number: number }>(
      tx,
      `SELECT number FROM payment_attempts
       WHERE partner_id = $1 AND payment_id = $2 AND status = 'accepted' AND unknown_since IS NOT NULL
         AND resolved_at > clock_timestamp() - $3 * interval '1 millisecond'
       ORDER BY number DESC LIMIT 1`,
      [partnerId, paymentId, forMs],
    );
    return row && tx.findOneByOrFail(PaymentAttempt, { partnerId, paymentId, number: row.number });
  }

  /** A read that shows nothing, or nothing but the order that an answer named. */
  async countEmptyRead(tx: Transaction, attempt: PaymentAttempt): Promise<void> {
    await tx.query(
      `UPDATE payment_attempts SET empty_reads = empty_reads + 1, last_read_at = clock_timestamp()
       WHERE partner_id = $1 AND payment_id = $2 AND number = $3`,
      keyOf(attempt),
    );
  }

  async resolve(
    tx: Transaction,
    attempt: PaymentAttempt,
    status: 'accepted' | 'refused' | 'unsettled',
    { outcome, bunqObjectId }: { outcome: string; bunqObjectId?: number },
  ): Promise<void> {
    await tx.query(
      `UPDATE payment_attempts SET status = $4, outcome = $5, bunq_object_id = $6, resolved_at = clock_timestamp()
       WHERE partner_id = $1 AND payment_id = $2 AND number = $3`,
      [...keyOf(attempt), status, outcome, bunqObjectId ?? null],
    );
  }

  openBody(attempt: PaymentAttempt): string {
    return this.secrets.open(
      attempt.bodySealed,
      bodyLocation({ partnerId: attempt.partnerId, id: attempt.paymentId }, attempt.number),
    );
  }

  private get sendWindowMs(): number {
    return Math.ceil(this.config.env.BUNQ_TIMEOUT_MS * (1 + deadlineMargin));
  }
}

/** What makes two orders indistinguishable in the bank's list: rail, payer, payee, amount. */
function tupleHash({
  rail,
  debtorIban,
  creditorIban,
  creditorEmail,
  creditorPhone,
  amountMinor,
  currency,
  id,
}: Payment): Buffer {
  // Where the bank gives our own reference back, every order is its own.
  const reference = rail === 'psp_draft' ? '' : id;
  const creditor = creditorIban ?? creditorEmail ?? creditorPhone;
  return createHash('sha256')
    .update(JSON.stringify([rail, debtorIban, creditor, amountMinor.toString(), currency, reference]))
    .digest();
}

function bodyLocation({ partnerId, id }: Pick<Payment, 'partnerId' | 'id'>, number: number) {
  return { table: 'payment_attempts', column: 'body_sealed', rowId: `${id}/${number}`, partnerId };
}

function keyOf({ partnerId, paymentId, number }: PaymentAttempt): unknown[] {
  return [partnerId, paymentId, number];
}

function millisecondsOf(interval: string): string {
  return `least(1e12, extract(epoch FROM ${interval}) * 1000)::float8`;
}
