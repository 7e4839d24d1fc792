import { z } from 'zod';

const lineSchema = z.object({ productId: z.string(), name: z.string(), quantity: z.int(), cents: z.int() });

/** A try to pay. It is written down with its idempotency key before anything is sent, so that a crash makes no second payment. */
const attemptSchema = z.object({
  way: z.enum(['page', 'request', 'push']),
  key: z.string(),
  /** Whom a request goes to. */
  alias: z.object({ email: z.string().optional(), phone: z.string().optional() }).optional(),
  /** Whose consent a push uses. */
  consent: z.object({ id: z.string(), accountId: z.string() }).optional(),
  /** The platform's; null until it has answered. */
  id: z.string().nullable(),
  status: z.string(),
  version: z.int(),
  /** Where the payer goes on, for the way `page`. */
  url: z.string().nullable(),
});

const refundSchema = z.object({
  key: z.string(),
  cents: z.int(),
  id: z.string().nullable(),
  status: z.string(),
  version: z.int(),
});

export const orderSchema = z.object({
  /** Unguessable: who has the address sees the order. */
  id: z.string(),
  number: z.int(),
  createdAt: z.string(),
  lines: z.array(lineSchema),
  cents: z.int(),
  attempts: z.array(attemptSchema),
  refunds: z.array(refundSchema),
});

export type Line = z.output<typeof lineSchema>;
export type Attempt = z.output<typeof attemptSchema>;
export type Refund = z.output<typeof refundSchema>;
export type Order = z.output<typeof orderSchema>;

/** `executed` of payments and refunds, `accepted` of payment requests: the bank shows the money. */
const paid = ['executed', 'accepted'];
const over = [...paid, 'partially_executed', 'rejected', 'cancelled', 'revoked', 'expired', 'failed', 'refunded'];

export function isPaid({ attempts }: Order): boolean {
  return attempts.some(({ status }) => paid.includes(status));
}

/** The try that may still be paid: there is never a second one beside it, so nobody pays twice. */
export function openAttempt({ attempts }: Order): Attempt | undefined {
  return attempts.find(({ status }) => !over.includes(status));
}

export function refundedCents({ refunds }: Order): number {
  return refunds.filter(({ status }) => paid.includes(status)).reduce((sum, { cents }) => sum + cents, 0);
}

/** What no refund has taken yet, those under way counted as taken. */
export function refundableCents(order: Order): number {
  if (!order.attempts.some(({ way, status }) => way !== 'request' && status === 'executed')) return 0;
  const taken = order.refunds.filter(({ status }) => paid.includes(status) || !over.includes(status));
  return order.cents - taken.reduce((sum, { cents }) => sum + cents, 0);
}

export type OrderState = 'new' | 'waiting' | 'paid' | 'refunded' | 'partly_refunded' | 'not_paid';

export function stateOf(order: Order): OrderState {
  const refunded = refundedCents(order);
  if (order.attempts.some(({ status }) => status === 'refunded')) return 'refunded';
  if (isPaid(order)) return refunded === 0 ? 'paid' : refunded < order.cents ? 'partly_refunded' : 'refunded';
  if (openAttempt(order)) return 'waiting';
  return order.attempts.length === 0 ? 'new' : 'not_paid';
}
