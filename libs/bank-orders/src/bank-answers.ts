import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { BunqSignedAnswer } from '@sluis/bunq-client';
import { newId, queryRows, SecretBox, type Transaction } from '@sluis/persistence';

/** Whose answer it is: an order of a partner, by its public id. */
export interface AnsweredOrder {
  partnerId: string;
  publicId: string;
}

/** An answer of the bank as it was received, which the bank's public key proves to anybody. */
export interface BankAnswer extends BunqSignedAnswer {
  receivedAt: Date;
}

interface AnswerRow {
  id: string;
  request: string;
  response_id: string | null;
  body_sealed: Buffer;
  signature: string;
  server_public_key: string;
  received_at: Date;
}

/** What the bank signed about orders, kept to the byte. */
@Injectable()
export class BankAnswers {
  constructor(private readonly secrets: SecretBox) {}

  /**
   * The same answer is kept once.
   *
   * @returns its SHA-256, for the audit trail; undefined when it was there already
   */
  async keep(tx: Transaction, order: AnsweredOrder, answer: BunqSignedAnswer): Promise<Buffer | undefined> {
    const { partnerId, publicId } = order;
    const id = newId();
    const hash = createHash('sha256').update(answer.body).digest();
    const inserted = await queryRows(
      tx,
      `INSERT INTO bank_answers (partner_id, id, subject, request, response_id, body_sealed, body_hash, signature, server_public_key)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (partner_id, subject, body_hash) DO NOTHING RETURNING id`,
      [
        partnerId,
        id,
        publicId,
        answer.request,
        answer.responseId ?? null,
        this.secrets.seal(Buffer.from(answer.body).toString('base64'), bodyLocation(partnerId, id)),
        hash,
        answer.signature,
        answer.serverPublicKeyPem,
      ],
    );
    return inserted.length > 0 ? hash : undefined;
  }

  /** Oldest first. */
  async of(tx: Transaction, { partnerId, publicId }: AnsweredOrder): Promise<BankAnswer[]> {
    const rows = await queryRows<AnswerRow>(
      tx,
      `SELECT id, request, response_id, body_sealed, signature, server_public_key, received_at FROM bank_answers
       WHERE partner_id = $1 AND subject = $2 ORDER BY id`,
      [partnerId, publicId],
    );
    return rows.map((row) => ({
      request: row.request,
      responseId: row.response_id ?? undefined,
      body: Buffer.from(this.secrets.open(row.body_sealed, bodyLocation(partnerId, row.id)), 'base64'),
      signature: row.signature,
      serverPublicKeyPem: row.server_public_key,
      receivedAt: row.received_at,
    }));
  }
}

function bodyLocation(partnerId: string, id: string) {
  return { table: 'bank_answers', column: 'body_sealed', rowId: id, partnerId };
}
