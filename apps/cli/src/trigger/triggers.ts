import { CommandError, exitCodes } from '../partner/exit-codes.js';
import type { TriggerWorld } from './trigger-world.js';

export interface Trigger {
  /** The event at the end. */
  type: string;
  /** How it comes about. */
  how: string;
  /** @returns the id of the resource that the event will be about */
  bring(world: TriggerWorld): Promise<string>;
}

/** Every event that a partner, a payer and the bank can bring about by themselves within seconds. */
export const triggers: readonly Trigger[] = [
  {
    type: 'payment.received',
    how: 'a payment is made',
    bring: async (world) => (await world.payment()).id,
  },
  {
    type: 'payment.awaiting_authorisation',
    how: 'a payer opens the link and agrees; the bank waits for them',
    bring: async (world) => {
      const { id, authorisation_url: link } = await world.payment();
      await world.payer.agree(link ?? '');
      return id;
    },
  },
  { type: 'payment.executed', how: 'a payer says yes at the bank', bring: (world) => decidedPayment(world, 'accept') },
  {
    type: 'payment.creditable',
    how: 'the same, and the payee may count on the money',
    bring: (world) => decidedPayment(world, 'accept'),
  },
  { type: 'payment.rejected', how: 'a payer says no at the bank', bring: (world) => decidedPayment(world, 'reject') },
  {
    type: 'payment.cancelled',
    how: 'a payment is made and cancelled',
    bring: async (world) => {
      const { id } = await world.payment();
      await world.act(`/v1/payments/${id}/cancel`);
      return id;
    },
  },
  {
    type: 'refund.executed',
    how: 'a payment is executed, then refunded',
    bring: async (world) => {
      const payment = await decidedPayment(world, 'accept');
      await world.until(`/v1/payments/${payment}`, 'executed');
      return (await world.create(`/v1/payments/${payment}/refunds`, {})).id;
    },
  },
  {
    type: 'payout.executed',
    how: 'a payment is executed, so that there is money, and the shop pays it out',
    bring: async (world) => {
      await world.until(`/v1/payments/${await decidedPayment(world, 'accept')}`, 'executed');
      const order = { amount: world.money, creditor: world.person, remittance_information: world.text };
      return (await world.create('/v1/payouts', order)).id;
    },
  },
  {
    type: 'payment_link.created',
    how: 'a payment link is made',
    bring: async (world) => (await paymentLink(world)).id,
  },
  {
    type: 'payment_link.deactivated',
    how: 'a payment link is made and ended',
    bring: async (world) => {
      const { id } = await paymentLink(world);
      await world.act(`/v1/payment-links/${id}/deactivate`);
      return id;
    },
  },
  {
    type: 'payment_request.pending',
    how: "money is asked of the payer, in the bank's app",
    bring: async (world) => (await world.paymentRequest()).id,
  },
  {
    type: 'payment_request.accepted',
    how: 'a payer who is asked for money says yes',
    bring: (world) => answeredRequest(world, 'accept'),
  },
  {
    type: 'payment_request.rejected',
    how: 'a payer who is asked for money says no',
    bring: (world) => answeredRequest(world, 'reject'),
  },
  {
    type: 'payment_request.revoked',
    how: 'money is asked of the payer, and the request is taken back',
    bring: async (world) => {
      const { id } = await world.paymentRequest();
      await world.until(`/v1/payment-requests/${id}`, 'pending');
      await world.act(`/v1/payment-requests/${id}/revoke`);
      return id;
    },
  },
  {
    type: 'consent.authorised',
    how: 'a payer opens the page, agrees, and shares an account at the bank',
    bring: async (world) => decidedConsent(world, 'accept'),
  },
  {
    type: 'consent.rejected',
    how: 'a payer who is asked for consent says no at the bank',
    bring: (world) => decidedConsent(world, 'reject'),
  },
  {
    type: 'consent.revoked',
    how: 'a consent is given, then ended by the partner',
    bring: async (world) => {
      const id = await decidedConsent(world, 'accept');
      await world.until(`/v1/consents/${id}`, 'authorised');
      await world.act(`/v1/consents/${id}/revoke`);
      return id;
    },
  },
  {
    type: 'funds_confirmation.answered',
    how: 'a payer agrees to be asked about, and the bank says whether there is enough',
    bring: async (world) => {
      const consent = await world.consent('funds_confirmation');
      await world.payerDecides(consent, 'accept');
      await world.until(`/v1/consents/${consent.id}`, 'authorised');
      const question = { consent_id: consent.id, amount: world.money };
      return (await world.create('/v1/funds-confirmations', question)).id;
    },
  },
  {
    type: 'webhook_endpoint.test',
    how: 'an endpoint of yours is sent a test',
    bring: async (world) => {
      const endpoint = (await world.list('/v1/webhook-endpoints')).find(({ status }) => status === 'enabled');
      if (!endpoint) throw new CommandError('There is no webhook endpoint that is enabled.', exitCodes.failed);
      await world.act(`/v1/webhook-endpoints/${endpoint.id}/test`);
      return endpoint.id;
    },
  },
];

async function decidedPayment(world: TriggerWorld, decision: 'accept' | 'reject'): Promise<string> {
  const payment = await world.payment();
  await world.payerDecides(payment, decision);
  return payment.id;
}

async function decidedConsent(world: TriggerWorld, decision: 'accept' | 'reject'): Promise<string> {
  const consent = await world.consent('payment_initiation');
  await world.payerDecides(consent, decision);
  return consent.id;
}

async function answeredRequest(world: TriggerWorld, decision: 'accept' | 'reject'): Promise<string> {
  const { id } = await world.paymentRequest();
  await world.until(`/v1/payment-requests/${id}`, 'pending');
  await world.payer.answerRequest(world.text, decision);
  return id;
}

function paymentLink(world: TriggerWorld) {
  const link = { amount: world.money, creditor: world.shop, remittance_information: world.text };
  return world.create('/v1/payment-links', link);
}
