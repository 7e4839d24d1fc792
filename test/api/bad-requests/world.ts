import { randomUUID } from 'node:crypto';
import { fromPublicId, newId, toPublicId } from '@sluis/persistence';
import type { BankUser } from '../../support/bank-control.js';
import { authorisedConsent, createConsent } from '../../support/consent-journey.js';
import { issueKey, revokedKey } from '../../support/operator.js';
import type { PartnerClient } from '../../support/partner-client.js';
import { executedPayment, paymentBody } from '../../support/payment-journey.js';
import { Sql } from '../../support/sql.js';
import { startStack, type Stack } from '../../support/stack.js';

/** What bad requests refer to: good callers, bad callers, and resources in every state that refuses something. */
export interface World {
  stack: Stack;
  sql: Sql;
  partner: PartnerClient;
  payer: BankUser;
  shop: BankUser;
  keys: { revoked: string; suspended: string; readOnly: string };
  /** An idempotency key that was used for another payment and another consent. */
  usedIdempotencyKey: string;
  payments: Record<'executed' | 'cancelled' | 'foreign' | 'random', string>;
  consents: Record<'waiting' | 'authorised' | 'over' | 'revoked' | 'foreign' | 'random', string>;
  accounts: Record<'own' | 'ofOver' | 'foreign' | 'random', string>;
  stop(): Promise<void>;
}

export async function makeWorld(): Promise<World> {
  const stack = await startStack();
  const sql = await Sql.open(stack.environment.database.url);
  const [payer, shop] = await Promise.all([stack.bank.createUser('A. Visser'), stack.bank.createUser('Koffie & Zo')]);
  const partner = await stack.createPartner();
  const mine = { ...stack, partner };
  const stranger = await stack.createPartner();
  const suspended = await stack.createPartner();
  await sql.rows(`UPDATE partners SET status = 'suspended' WHERE id = $1`, [suspended.partnerId]);

  const usedIdempotencyKey = randomUUID();
  await partner.post('/v1/payments', paymentBody(partner, shop), usedIdempotencyKey).expect(201);
  const consentBody = { type: 'payment_initiation', redirect_uri: partner.redirectUri };
  await partner.post('/v1/consents', consentBody, usedIdempotencyKey).expect(201);

  const executed = await executedPayment(mine, payer, shop);
  const cancelled = await partner.createPayment(paymentBody(partner, shop));
  await partner.post(`/v1/payments/${cancelled.id}/cancel`).expect(200);
  const foreignPayment = await stranger.createPayment(paymentBody(stranger, shop));

  const waiting = await createConsent(partner);
  const authorised = await authorisedConsent(mine, payer);
  const over = await authorisedConsent(mine, payer);
  await sql.rows(`UPDATE consents SET valid_until = now() - interval '1 second' WHERE id = $1`, [
    fromPublicId('consent', over.id) ?? '',
  ]);
  const revoked = await createConsent(partner);
  await partner.post(`/v1/consents/${revoked.id}/revoke`).expect(200);
  const foreign = await authorisedConsent(stack, payer, stranger);

  return {
    stack,
    sql,
    partner,
    payer,
    shop,
    keys: {
      revoked: (await revokedKey(stack, partner.partnerId)).key,
      suspended: suspended.key,
      readOnly: (await issueKey(stack, partner.partnerId, ['payments:read', 'consents:read'])).key,
    },
    usedIdempotencyKey,
    payments: { executed, cancelled: cancelled.id, foreign: foreignPayment.id, random: randomId('payment') },
    consents: {
      waiting: waiting.id,
      authorised: authorised.id,
      over: over.id,
      revoked: revoked.id,
      foreign: foreign.id,
      random: randomId('consent'),
    },
    accounts: {
      own: authorised.accounts[0]?.id ?? '',
      ofOver: over.accounts[0]?.id ?? '',
      foreign: foreign.accounts[0]?.id ?? '',
      random: randomId('account'),
    },
    async stop() {
      await sql.close();
      await stack.stop();
    },
  };
}

function randomId(kind: 'payment' | 'consent' | 'account'): string {
  return toPublicId(kind, newId());
}
