import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { Config } from '@sluis/config';
import { queryRows, randomToken, toPublicId, tokenHash, Transactions } from '@sluis/persistence';
import { Payment } from './payment.entity.js';

const pattern = /^ct_(?:test|live)_[A-Za-z0-9_-]{43}$/;
/** As long as a payer takes on a page that waits for them. */
const lifetimeMs = 30 * 60_000;
/** A page that asks for one again and again is mistaken; the oldest go. */
const mostPerPayment = 10;

export interface ClientToken {
  token: string;
  expiresAt: Date;
}

/** What the bearer of a token may know. */
export interface ClientView {
  payment: Payment;
  /** Whether the page that asks is one of the partner's. */
  isOriginRegistered: boolean;
}

/** Tokens for browsers: each reads how one payment stands, for half an hour, and nothing else. */
@Injectable()
export class ClientTokens {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  /** @returns undefined for a payment that is not the partner's */
  create(partnerId: string, paymentId: string, actor: AuditActor): Promise<ClientToken | undefined> {
    const token = `ct_${this.config.env.PLATFORM_MODE}_${randomToken()}`;
    const expiresAt = new Date(Date.now() + lifetimeMs);
    return this.transactions.forPartner(partnerId, async (tx) => {
      const found = await queryRows(tx, `SELECT 1 FROM payments WHERE partner_id = $1 AND id = $2 FOR SHARE`, [
        partnerId,
        paymentId,
      ]);
      if (found.length === 0) return undefined;
      await tx.query(
        `DELETE FROM client_tokens WHERE partner_id = $1 AND payment_id = $2 AND (expires_at <= now() OR token_hash NOT IN (
           SELECT token_hash FROM client_tokens WHERE partner_id = $1 AND payment_id = $2 ORDER BY expires_at DESC LIMIT $3))`,
        [partnerId, paymentId, mostPerPayment - 1],
      );
      await tx.query(
        `INSERT INTO client_tokens (partner_id, token_hash, payment_id, expires_at) VALUES ($1, $2, $3, $4)`,
        [partnerId, tokenHash(token), paymentId, expiresAt],
      );
      await this.audit.record(tx, {
        partnerId,
        actor,
        action: 'client_token.created',
        subject: { type: 'payment', id: toPublicId('payment', paymentId) },
        outcome: 'done',
      });
      return { token, expiresAt };
    });
  }

  /** @returns undefined for a token that is unknown, over, or of a suspended partner: one answer for all three */
  async look(token: string, origin: string | undefined): Promise<ClientView | undefined> {
    if (!pattern.test(token)) return undefined;
    const [row] = await this.transactions.inOneTrip<{
      partner_id: string;
      payment_id: string;
      is_origin_registered: boolean;
    }>('platform', {
      name: 'find_client_token',
      text: `SELECT t.partner_id, t.payment_id, EXISTS (
               SELECT FROM partner_origins o WHERE o.partner_id = t.partner_id AND o.origin = $2) AS is_origin_registered
             FROM client_tokens t JOIN partners p ON p.id = t.partner_id
             WHERE t.token_hash = $1 AND t.expires_at > now() AND p.status = 'active'`,
      values: [tokenHash(token), origin ?? ''],
    });
    if (!row) return undefined;
    const { partner_id: partnerId, payment_id: id, is_origin_registered: isOriginRegistered } = row;
    const payment = await this.transactions.forPartner(partnerId, (tx) => tx.findOneBy(Payment, { partnerId, id }));
    return payment ? { payment, isOriginRegistered } : undefined;
  }
}
