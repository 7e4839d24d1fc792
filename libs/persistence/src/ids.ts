import { v7 } from 'uuid';
import { z } from 'zod';
import { pooledRandomBytes } from './random-pool.js';
import { typeIdOf, uuidOf } from './type-id.js';

/** The prefix tells a reader, and a support colleague, what an id names. */
export const idPrefixes = {
  partner: 'par',
  beneficiary: 'ben',
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
  payoutBatch: 'pob',
  payoutInstance: 'poi',
  refund: 'ref',
  paymentRequest: 'prq',
  paymentRequestBatch: 'prb',
  incomingPaymentRequest: 'ipr',
  attachment: 'att',
  fundsConfirmation: 'fcf',
  fundsConfirmationBatch: 'fcb',
  event: 'evt',
  webhookEndpoint: 'whe',
  webhookDelivery: 'whd',
  request: 'req',
  operator: 'opr',
  reviewProposal: 'rev',
  staffMember: 'stf',
  savedFilter: 'flt',
  partnerPerson: 'ppl',
  partnerInvitation: 'inv',
  passkey: 'psk',
  redirectUriProposal: 'rup',
  evidencePack: 'evp',
  fraudReport: 'frp',
  complaint: 'cmp',
  incident: 'inc',
  certificate: 'crt',
  changeRequest: 'chg',
} as const;

export type IdKind = keyof typeof idPrefixes;

let latestMs = 0;
let sequence = 0;

/**
 * A UUIDv7: time-ordered, so that primary keys append instead of scattering, and within one process in the order in which
 * they were made. Ids are names, never secrets.
 */
export function newId(): string {
  const random = pooledRandomBytes(16);
  const now = Date.now();
  if (now > latestMs) {
    latestMs = now;
    // One bit short, so that no millisecond counts past its end.
    sequence = random.readUInt32BE(6) >>> 1;
  } else {
    sequence += 1;
  }
  return v7({ msecs: latestMs, seq: sequence, random });
}

/** When an id was made, to the millisecond. Rows take it as their time of creation, so that both give one order. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

/** The lowest id that can be made at `time`: what bounds a list by time is a range of its key. */
export function firstIdAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
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

/**
 * Whether a public id is this one, or the one that the same seed made at another time: what was ordered before a backup
 * was restored, and ordered again under the same key, is one order.
 */
export function isSameOrTwin(kind: IdKind, id: string, publicId: string | undefined): boolean {
  const other = publicId === undefined ? undefined : fromPublicId(kind, publicId);
  return other !== undefined && ownPartOf(other) === ownPartOf(id);
}

/** `0198…` → `pay_01k…`, as partners see it. */
export function toPublicId(kind: IdKind, id: string): string {
  return typeIdOf(idPrefixes[kind], id);
}

/** `pay_01k…` → `0198…`; undefined for anything that is not an id of this kind. */
export function fromPublicId(kind: IdKind, publicId: string): string | undefined {
  return uuidOf(idPrefixes[kind], publicId);
}

/** How an id of this kind is written; whether there is such a thing is another question. */
export function publicIdSchema(kind: IdKind) {
  return z
    .string()
    .regex(new RegExp(`^${idPrefixes[kind]}_[0-7][0-9a-hjkmnp-tv-z]{25}$`))
    .meta({ examples: [toPublicId(kind, '01980000-0000-7000-8000-000000000000')] });
}
