import { Injectable } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import { queryRows, SecretBox, Transactions, type Transaction } from '@sluis/persistence';
import {
  answerLocation,
  requestHashOf,
  tryLockKey,
  type IdempotentAnswer,
  type IdempotentRequest,
} from './idempotent-requests.js';

interface Begun {
  /** What was begun under the key. */
  id: string;
  answer: { status: number; text: string } | undefined;
}

/**
 * As `IdempotentRequests`, for requests whose answer somebody else has to find first. The key is kept together with what
 * was begun; a repetition joins the waiting, and begins nothing again.
 */
@Injectable()
export class IdempotentWaits {
  constructor(
    private readonly transactions: Transactions,
    private readonly secrets: SecretBox,
  ) {}

  /**
   * @param begin  writes in the given transaction only, and returns the id of what it began; at most once per key
   * @param answer waits with no transaction open. What it throws is not remembered: the next repetition waits again
   * @throws DomainError idempotency_key_reused  the key came with another body before
   * @throws DomainError idempotency_key_in_use  the first request with this key is being begun at this moment
   */
  async run(
    request: IdempotentRequest,
    begin: (tx: Transaction) => Promise<string>,
    answer: (begunId: string) => Promise<{ status: number; body: unknown }>,
  ): Promise<IdempotentAnswer> {
    const begun = await this.transactions.forPartner(request.partnerId, (tx) => this.begin(tx, request, begin));
    if (begun.answer) return { ...begun.answer, isReplay: true };
    const { status, body } = await answer(begun.id);
    return this.transactions.forPartner(request.partnerId, (tx) =>
      this.keep(tx, request, { status, text: JSON.stringify(body) }),
    );
  }

  private async begin(
    tx: Transaction,
    request: IdempotentRequest,
    begin: (tx: Transaction) => Promise<string>,
  ): Promise<Begun> {
    const earlier = await this.find(tx, request);
    if (earlier) return earlier;
    if (!(await tryLockKey(tx, request))) {
      throw new DomainError('idempotency_key_in_use', 'The first request with this idempotency key is still running.', {
        retryAfterSeconds: 1,
      });
    }
    // It may have been committed between the look and the lock.
    const meanwhile = await this.find(tx, request);
    if (meanwhile) return meanwhile;
    const id = await begin(tx);
    await tx.query(
      `INSERT INTO idempotency_keys (partner_id, route, key, request_hash, begun_id) VALUES ($1, $2, $3, $4, $5)`,
      [request.partnerId, request.route, request.key, requestHashOf(request), id],
    );
    return { id, answer: undefined };
  }

  /** Of several that waited for the same, the first to come decides the text, and all others repeat it. */
  private async keep(
    tx: Transaction,
    request: IdempotentRequest,
    { status, text }: { status: number; text: string },
  ): Promise<IdempotentAnswer> {
    const { partnerId, route, key } = request;
    const kept = await queryRows(
      tx,
      `UPDATE idempotency_keys SET response_status = $4, response_body_sealed = $5
       WHERE partner_id = $1 AND route = $2 AND key = $3 AND response_status IS NULL RETURNING 1`,
      [partnerId, route, key, status, this.secrets.seal(text, answerLocation(request))],
    );
    if (kept.length > 0) return { status, text, isReplay: false };
    const earlier = await this.find(tx, request);
    if (!earlier?.answer) throw new Error('an idempotency key lost its answer');
    return { ...earlier.answer, isReplay: true };
  }

  private async find(tx: Transaction, request: IdempotentRequest): Promise<Begun | undefined> {
    const [row] = await queryRows<{
      request_hash: Buffer;
      begun_id: string;
      response_status: number | null;
      response_body_sealed: Buffer | null;
    }>(
      tx,
      `SELECT request_hash, begun_id, response_status, response_body_sealed FROM idempotency_keys
       WHERE partner_id = $1 AND route = $2 AND key = $3`,
      [request.partnerId, request.route, request.key],
    );
    if (!row) return undefined;
    if (!row.request_hash.equals(requestHashOf(request)))
      throw new DomainError('idempotency_key_reused', 'This idempotency key was used with another request body.');
    const { response_status: status, response_body_sealed: sealed } = row;
    const isAnswered = status !== null && sealed !== null;
    return {
      id: row.begun_id,
      answer: isAnswered ? { status, text: this.secrets.open(sealed, answerLocation(request)) } : undefined,
    };
  }
}
