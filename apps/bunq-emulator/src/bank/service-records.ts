import { z } from 'zod';
import { cents } from './cents.js';
import { id, micros, party, row } from './record-parts.js';
import { plan } from './records.js';

export const attachment = z.object({
  ...row.shape,
  userId: id,
  /** Null for one of the user and for a public one. */
  accountId: id.nullable(),
  publicUuid: z.string().nullable(),
  description: z.string(),
  contentType: z.string(),
  /** In base64. */
  content: z.string(),
  /** Accounts on the other end of what it hangs on. */
  sharedWithAccountIds: z.array(id),
});
export const avatar = z.object({ ...row.shape, uuid: z.string(), attachmentPublicUuid: z.string() });

const scheduledEntry = z.object({
  amount: cents,
  counterparty: party,
  description: z.string(),
  merchantReference: z.string().nullable(),
  attachmentIds: z.array(id),
});
export const schedule = z.object({
  ...row.shape,
  accountId: id,
  createdByUserId: id,
  kind: z.enum(['payment', 'payment-batch']),
  entries: z.array(scheduledEntry),
  plan,
  purpose: z.string().nullable(),
  status: z.enum(['ACTIVE', 'FINISHED', 'CANCELLED']),
  nextRunAt: micros.nullable(),
  runs: z.number().int(),
});
export const scheduleInstance = z.object({
  ...row.shape,
  scheduleId: id,
  state: z.enum(['FINISHED_SUCCESSFULLY', 'RETRY', 'FAILED_USER_ERROR']),
  plannedAt: micros,
  attempts: z.number().int(),
  problem: z.string().nullable(),
  paymentIds: z.array(id),
  batchId: id.nullable(),
});

export const customerStatement = z.object({
  ...row.shape,
  accountId: id,
  number: z.number().int(),
  format: z.enum(['CSV', 'MT940', 'PDF']),
  regionalFormat: z.enum(['UK_US', 'EUROPEAN']).nullable(),
  dateStart: z.string(),
  dateEnd: z.string(),
  includeAttachment: z.boolean(),
});

export const card = z.object({
  ...row.shape,
  publicUuid: z.string(),
  userId: id,
  accountId: id,
  type: z.string(),
  nameOnCard: z.string(),
  secondLine: z.string(),
  lastFour: z.string(),
  expiryDate: z.string(),
  status: z.enum(['ACTIVE', 'DEACTIVATED', 'LOST', 'STOLEN', 'CANCELLED', 'EXPIRED']),
});
export const cardTransaction = z.object({
  ...row.shape,
  cardId: id,
  accountId: id,
  amount: cents,
  merchant: z.string(),
  city: z.string(),
  decision: z.enum(['ALLOWED', 'INSUFFICIENT_FUNDS', 'CARD_NOT_ACTIVE']),
  paymentId: id.nullable(),
});

export const callbackFailure = z.object({
  ...row.shape,
  userId: id,
  filterId: id,
  category: z.string(),
  eventType: z.string(),
  objectId: id,
  target: z.string(),
  problem: z.string(),
  responseCode: z.number().int(),
  /** The callback as it was to be sent, in JSON. */
  body: z.string(),
});
export const pushFilter = z.object({ ...row.shape, userId: id, category: z.string() });
export const pinnedCertificate = z.object({ ...row.shape, userId: id, chain: z.string() });
export const permittedIp = z.object({
  ...row.shape,
  apiKeyId: id,
  /** Null for one given later, which holds wherever the key is registered. */
  deviceId: id.nullable(),
  ip: z.string(),
  status: z.enum(['ACTIVE', 'INACTIVE']),
});

export type Attachment = z.infer<typeof attachment>;
export type Avatar = z.infer<typeof avatar>;
export type Schedule = z.infer<typeof schedule>;
export type ScheduledEntry = z.infer<typeof scheduledEntry>;
export type ScheduleInstance = z.infer<typeof scheduleInstance>;
export type CustomerStatement = z.infer<typeof customerStatement>;
export type Card = z.infer<typeof card>;
export type CardTransaction = z.infer<typeof cardTransaction>;
export type CallbackFailure = z.infer<typeof callbackFailure>;
export type PermittedIp = z.infer<typeof permittedIp>;
