import { TypeID } from 'typeid-js';
import { v7 } from 'uuid';

/** The prefix tells a reader, and a support colleague, what an id names. */
export const idPrefixes = {
  partner: 'par',
  apiKey: 'key',
  consent: 'con',
  account: 'acc',
  transaction: 'trx',
  payment: 'pay',
  paymentLink: 'lnk',
  spendingRule: 'spr',
  paymentInstance: 'pai',
  bankConnection: 'bco',
  payout: 'pot',
  refund: 'ref',
  event: 'evt',
  webhookEndpoint: 'whe',
  webhookDelivery: 'whd',
  request: 'req',
} as const;

export type IdKind = keyof typeof idPrefixes;

/** A UUIDv7: time-ordered, so that primary keys append instead of scattering. Ids are names, never secrets. */
export function newId(): string {
  return v7();
}

/** `0198…` → `pay_01k…`, as partners see it. */
export function toPublicId(kind: IdKind, id: string): string {
  return TypeID.fromUUID(idPrefixes[kind], id).toString();
}

/** `pay_01k…` → `0198…`; undefined for anything that is not an id of this kind. */
export function fromPublicId(kind: IdKind, publicId: string): string | undefined {
  try {
    return TypeID.fromString(publicId, idPrefixes[kind]).toUUID();
  } catch {
    return undefined; // Not an id at all: the caller answers as for an id that does not exist.
  }
}
