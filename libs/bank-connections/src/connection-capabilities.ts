export const connectionMethods = ['oauth', 'api_key'] as const;
export type ConnectionMethod = (typeof connectionMethods)[number];

/** What a connection can be used for. */
export type ConnectionCapability = 'payment_requests' | 'incoming_payment_requests' | 'payouts' | 'payout_drafts';

/**
 * What the bank lets each kind of access do. An ordinary OAuth app may ask for money and moves none away by itself: it
 * drafts payments, which the account's owner confirms in the bank's app. Sending money at once and paying what others ask
 * takes a key of the account's own.
 *
 * @see bunq API, OAuth for other apps
 */
const capabilities: Record<ConnectionMethod, readonly ConnectionCapability[]> = {
  oauth: ['payment_requests', 'payout_drafts'],
  api_key: ['payment_requests', 'incoming_payment_requests', 'payouts'],
};

export function capabilitiesOf({ method }: { method: ConnectionMethod }): readonly ConnectionCapability[] {
  return capabilities[method];
}
