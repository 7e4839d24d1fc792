import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { queryRows, SecretBox, type Transaction } from '@sluis/persistence';
import type { IncomingRequest, RequestAnswer } from './incoming-request.entity.js';

/** A call can take the client's whole deadline; after this part of it more its process has died. */
const deadlineMargin = 1 / 3;

/**
 * - `sending`: on its way, until the deadline
 * - `unsent`: the bank certainly did not get it, or not yet
 * - `unknown`: the bank may have acted
 * - `answered`: the bank said yes to it; what came of it is read
 */
export type OpenAnswerStatus = 'sending' | 'unsent' | 'unknown' | 'answered';

/** An answer that is not settled, with what only the database's clock may decide. */
export interface OpenAnswer {
  number: number;
  answer: RequestAnswer;
  requestId: string;
  bodySealed: Buffer;
  status: OpenAnswerStatus;
  sends: number;
  quietReads: number;
  outcome: string | null;
  isInDoubt: boolean;
  msUntilDeadline: number;
  msSinceUnknown: number;
  msSinceLastRead: number;
  msSinceCreated: number;
}

type RequestKey = Pick<IncomingRequest, 'partnerId' | 'id'>;

/** What the partner answered and was sent to the bank for it: one request id, one body, however often it goes out. */
@Injectable()
export class IncomingAnswers {
  constructor(
    private readonly config: Config,
    private readonly secrets: SecretBox,
  ) {}

  /** Writes the answer down, in the transaction in which the partner gave it. At most one is open for a request. */
  async open(tx: Transaction, request: RequestKey, answer: RequestAnswer, body: string): Promise<void> {
    const { partnerId, id } = request;
    const [{ next } = { next: 1 }] = await queryRows<{ next: number }>(
      tx,
      `SELECT coalesce(max(number), 0)::int + 1 AS next FROM incoming_request_answers
       WHERE partner_id = $1 AND incoming_request_id = $2`,
      [partnerId, id],
    );
    await tx.query(
      `INSERT INTO incoming_request_answers (partner_id, incoming_request_id, number, answer, request_id, body_sealed,
                                             body_hash, deadline)
       VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp())`,
      [
        partnerId,
        id,
        next,
        answer,
        randomUUID(),
        this.secrets.seal(body, bodyLocation(request, next)),
        createHash('sha256').update(body).digest(),
      ],
    );
  }

  /** Locked. */
  async findOpen(tx: Transaction, { partnerId, id }: RequestKey): Promise<OpenAnswer | undefined> {
    const [row] = await queryRows<OpenAnswer>(
      tx,
      `SELECT number, answer, request_id AS "requestId", body_sealed AS "bodySealed", status, sends,
              quiet_reads AS "quietReads", outcome, unknown_since IS NOT NULL AS "isInDoubt",
              ${millisecondsOf('deadline - clock_timestamp()')} AS "msUntilDeadline",
              ${millisecondsOf('clock_timestamp() - coalesce(unknown_since, clock_timestamp())')} AS "msSinceUnknown",
              ${millisecondsOf("clock_timestamp() - coalesce(last_read_at, 'epoch')")} AS "msSinceLastRead",
              ${millisecondsOf('clock_timestamp() - created_at')} AS "msSinceCreated"
       FROM incoming_request_answers
       WHERE partner_id = $1 AND incoming_request_id = $2 AND status IN ('sending', 'unsent', 'unknown', 'answered')
       FOR UPDATE`,
      [partnerId, id],
    );
    return row;
  }

  async beginSending(tx: Transaction, request: RequestKey, { number }: OpenAnswer): Promise<void> {
    await this.update(
      tx,
      request,
      number,
      `status = 'sending', sends = sends + 1, quiet_reads = 0,
      deadline = clock_timestamp() + $4 * interval '1 millisecond'`,
      [this.sendWindowMs],
    );
  }

  /** It goes out again; the doubt of an earlier send, if any, stays noted. */
  markUnsent(tx: Transaction, request: RequestKey, { number }: OpenAnswer, outcome: string): Promise<void> {
    return this.update(tx, request, number, `status = 'unsent', outcome = $4`, [outcome]);
  }

  /** The bank certainly did not get this send, so it counts for none. */
  takeSendBack(tx: Transaction, request: RequestKey, { number }: OpenAnswer, outcome: string): Promise<void> {
    return this.update(tx, request, number, `status = 'unsent', sends = sends - 1, outcome = $4`, [outcome]);
  }

  /** The clock of an unknown outcome starts with the first doubt and is not set back by a later send. */
  markUnknown(tx: Transaction, request: RequestKey, { number }: OpenAnswer, outcome: string): Promise<void> {
    return this.update(
      tx,
      request,
      number,
      `status = 'unknown', outcome = $4, unknown_since = coalesce(unknown_since, clock_timestamp()), last_read_at = NULL`,
      [outcome],
    );
  }

  markAnswered(tx: Transaction, request: RequestKey, { number }: OpenAnswer): Promise<void> {
    return this.update(
      tx,
      request,
      number,
      `status = 'answered', outcome = 'accepted', unknown_since = coalesce(unknown_since, clock_timestamp()),
       last_read_at = NULL`,
    );
  }

  /** A read that shows the request still waiting. */
  countQuietRead(tx: Transaction, request: RequestKey, { number }: OpenAnswer): Promise<void> {
    return this.update(tx, request, number, `quiet_reads = quiet_reads + 1, last_read_at = clock_timestamp()`);
  }

  /** Whatever answer was open is settled: by what the bank shows, by its refusal, or by giving up. */
  async close(tx: Transaction, { partnerId, id }: RequestKey, outcome: string): Promise<void> {
    await tx.query(
      `UPDATE incoming_request_answers SET status = 'settled', outcome = $3, resolved_at = clock_timestamp()
       WHERE partner_id = $1 AND incoming_request_id = $2 AND status IN ('sending', 'unsent', 'unknown', 'answered')`,
      [partnerId, id, outcome],
    );
  }

  openBody(request: RequestKey, { bodySealed, number }: OpenAnswer): string {
    return this.secrets.open(bodySealed, bodyLocation(request, number));
  }

  private async update(
    tx: Transaction,
    { partnerId, id }: RequestKey,
    number: number,
    columns: string,
    parameters: unknown[] = [],
  ): Promise<void> {
    await tx.query(
      `UPDATE incoming_request_answers SET ${columns} WHERE partner_id = $1 AND incoming_request_id = $2 AND number = $3`,
      [partnerId, id, number, ...parameters],
    );
  }

  private get sendWindowMs(): number {
    return Math.ceil(this.config.env.BUNQ_TIMEOUT_MS * (1 + deadlineMargin));
  }
}

function bodyLocation({ partnerId, id }: RequestKey, number: number) {
  return { table: 'incoming_request_answers', column: 'body_sealed', rowId: `${id}/${number}`, partnerId };
}

function millisecondsOf(interval: string): string {
  return `least(1e12, extract(epoch FROM ${interval}) * 1000)::float8`;
}
