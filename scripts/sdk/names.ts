import type { ApiOperation } from './api-operations.js';

/** Where the API's own name of an operation is not the one that a caller would look for. */
const renamed: Record<string, string> = {
  payments_initiate: 'payments.create',
  fundsConfirmations_ask: 'fundsConfirmations.create',
  fundsConfirmationBatches_ask: 'fundsConfirmationBatches.create',
  events_listDeliveries: 'events.deliveries',
};
/** Resources that are a part of another. */
const nested: Record<string, string> = { refunds: 'payments.refunds' };

/** @returns `payments.refunds.create`: the way to the method from a client */
export function methodPath({ id }: Pick<ApiOperation, 'id'>): string[] {
  const known = renamed[id];
  if (known !== undefined) return known.split('.');
  const [resource = '', name = ''] = id.split('_');
  return [...(nested[resource] ?? resource).split('.'), name];
}

/** @returns `PaymentsRefundsCreate`, the beginning of the names of an operation's types */
export function typePrefix(operation: Pick<ApiOperation, 'id'>): string {
  return methodPath(operation).map(pascal).join('');
}

/** `payment_link` and `paymentLink` become `PaymentLink`. */
export function pascal(name: string): string {
  return name.replaceAll(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}
