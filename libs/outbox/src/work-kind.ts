/** Every kind of due work; each has a queue of its own, so that a slow kind never holds up another. */
export const workKinds = [
  'payments.submit',
  'payments.follow',
  'payments.expire',
  'consents.complete',
  'consents.expire',
  'consents.renew',
  'consents.close',
  'consents.probe',
  'consents.identify',
  'accounts.sync',
  'webhooks.deliver',
  'reviews.apply',
  'reconciliation.run',
] as const;

export type WorkKind = (typeof workKinds)[number];
