import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import { DerivedTokens, newIdFrom, queryRows, SecretBox, Transactions, type Transaction } from '@sluis/persistence';
import stringify from 'safe-stable-stringify';

export interface IdempotentRequest {
  partnerId: string;
  /** Method and route template, so that one key may be used once per route. */
  route: string;
  key: string;
  body: unknown;
}

export interface IdempotentAnswer {
  status: number;
  /** The answer's exact text: a replay is the same, byte for byte. */
  text: string;
  isReplay: boolean;
}

/** A key's row. */
export interface KnownAnswer {
  requestHash: Buffer;
  status: number;
  sealed: Buffer;
}

/**
 * Creating requests that are safe to repeat. The answer is written in the transaction that did the work, so a request
 * either left both or neither, and keys live as long as what they created.
 */
@Injectable()
export class IdempotentRequests {
  constructor(
    private readonly transactions: Transactions,
    private readonly secrets: SecretBox,
    private readonly tokens: DerivedTokens,
  ) {}

  /** What tells one body from another, whatever order its members came in. */
  hashOf(request: IdempotentRequest): Buffer {
    return requestHashOf(request);
  }

  /** For whoever writes the key's row together with the work, in one statement. */
  sealAnswer(request: IdempotentRequest, text: string): Buffer {
    return this.secrets.seal(text, answerLocation(request));
  }

  /**
   * The answer that was given to this key before.
   *
   * @throws DomainError idempotency_key_reused  it came with another body then
   */
  replay(request: IdempotentRequest, requestHash: Buffer, known: KnownAnswer): IdempotentAnswer {
    if (!known.requestHash.equals(requestHash)) {
      throw new DomainError('idempotency_key_reused', 'This idempotency key was used with another request body.');
    }
    return { status: known.status, text: this.secrets.open(known.sealed, answerLocation(request)), isReplay: true };
  }

  /**
   * The id for what this request creates. Its own part comes from the key: when a backup is restored, keys and all they
   * made are forgotten here, but not at the bank, and a repeated request must be known as the one it was.
   */
  idFor({ partnerId, route, key }: IdempotentRequest): string {
    return newIdFrom(Buffer.from(this.tokens.derive('id', `${partnerId} ${route} ${key}`), 'base64url'));
  }

  /**
   * Does `work` once per key.
   *
   * @param work writes in the given transaction only and makes no bank call; what it throws is not remembered
   * @param options.alone no other transaction runs beside it
   * @throws DomainError idempotency_key_reused  the key came with another body before
   * @throws DomainError idempotency_key_in_use  the first request with this key is still running
   */
  async run(
    request: IdempotentRequest,
    work: (tx: Transaction) => Promise<{ status: number; body: unknown }>,
    { alone = false } = {},
  ): Promise<IdempotentAnswer> {
    const requestHash = this.hashOf(request);
    return this.transactions[alone ? 'alone' : 'forPartner'](request.partnerId, async (tx) => {
      const earlier = await this.findAnswer(tx, request, requestHash);
      if (earlier) return earlier;
      if (!(await tryLockKey(tx, request))) throw keyInUse();
      // Its answer may have been committed between the look and the lock.
      const meanwhile = await this.findAnswer(tx, request, requestHash);
      if (meanwhile) return meanwhile;
      const { status, body } = await work(tx);
      const text = JSON.stringify(body);
      await tx.query(
        `INSERT INTO idempotency_keys (partner_id, route, key, request_hash, response_status, response_body_sealed)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [request.partnerId, request.route, request.key, requestHash, status, this.sealAnswer(request, text)],
      );
      return { status, text, isReplay: false };
    });
  }

  private async findAnswer(
    tx: Transaction,
    request: IdempotentRequest,
    requestHash: Buffer,
  ): Promise<IdempotentAnswer | undefined> {
    const [row] = await queryRows<{ request_hash: Buffer; response_status: number; response_body_sealed: Buffer }>(
      tx,
      `SELECT request_hash, response_status, response_body_sealed FROM idempotency_keys
       WHERE partner_id = $1 AND route = $2 AND key = $3`,
      [request.partnerId, request.route, request.key],
    );
    if (!row) return undefined;
    const { request_hash: knownHash, response_status: status, response_body_sealed: sealed } = row;
    return this.replay(request, requestHash, { requestHash: knownHash, status, sealed });
  }
}

export function keyInUse(): DomainError {
  return new DomainError('idempotency_key_in_use', 'The first request with this idempotency key is still running.', {
    retryAfterSeconds: 1,
  });
}

/** Where a key's stored answer is sealed to. */
export function answerLocation({ partnerId, route, key }: IdempotentRequest) {
  return { table: 'idempotency_keys', column: 'response_body_sealed', rowId: `${route} ${key}`, partnerId };
}

/** The same for the same body, whatever order its members came in. */
export function requestHashOf({ body }: IdempotentRequest): Buffer {
  return hash('sha256', stringify(body) ?? 'null', 'buffer');
}

/** Until the end of the transaction nobody else begins under this key. The statement that receives a payment takes the same lock. */
export async function tryLockKey(tx: Transaction, { partnerId, route, key }: IdempotentRequest): Promise<boolean> {
  const [row] = await queryRows<{ locked: boolean }>(
    tx,
    `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked`,
    [`idempotency:${partnerId}:${route}:${key}`],
  );
  return row?.locked ?? false;
}
