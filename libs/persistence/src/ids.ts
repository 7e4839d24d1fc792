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
  paymentRequest: 'prq',
  paymentRequestBatch: 'prb',
  incomingPaymentRequest: 'ipr',
  attachment: 'att',
  event: 'evt',
  webhookEndpoint: 'whe',
  webhookDelivery: 'whd',
  request: 'req',
  operator: 'opr',
  reviewProposal: 'rev',
} as const;

export type IdKind = keyof typeof idPrefixes;

/** A UUIDv7: time-ordered, so that primary keys append instead of scattering. Ids are names, never secrets. */
export function newId(): string {
  return v7();
}

/**
 * A new id whose own part is given by `seed`: of today, and yet known again wherever the same seed made one before.
 *
 * @param seed 16 bytes or more that nobody can guess
 */
export function newIdFrom(seed: Buffer): string {
  return v7({ random: seed.subarray(0, 16) });
}

/** What tells an id from others apart from the time it was made: 74 bits. */
export function ownPartOf(id: string): string {
  return id.slice('00000000-0000-7'.length);
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
