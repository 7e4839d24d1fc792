/** Every kind of due work; each has a queue of its own, so that a slow kind never holds up another. */
export const workKinds = [
  'payments.submit',
  'payments.follow',
  'payments.expire',
  'payments.credit',
  'payment_links.expire',
  'consents.complete',
  'consents.expire',
  'consents.renew',
  'consents.close',
  'consents.probe',
  'consents.identify',
  'accounts.sync',
  'bank_connections.complete',
  'bank_connections.expire',
  'bank_connections.probe',
  'bank_connections.close',
  'webhooks.deliver',
] as const;

export type WorkKind = (typeof workKinds)[number];
