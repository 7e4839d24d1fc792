import { z } from 'zod';
import { cents } from './cents.js';
import { address, geolocation, id, micros, party, row } from './record-parts.js';

const alias = z.object({ type: z.enum(['EMAIL', 'PHONE_NUMBER']), value: z.string() });

const customerFields = {
  ...row.shape,
  publicUuid: z.string(),
  displayName: z.string(),
  nickName: z.string(),
  aliases: z.array(alias),
  /** The bank's own test users (Sugar Daddy, Bravo): they take part in payments but are nobody's to log in as. */
  isHouse: z.boolean(),
  /** What the customer changed about themselves, in the words of the wire. */
  profile: z.record(z.string(), z.unknown()),
};
export const person = z.object({
  kind: z.literal('person'),
  ...customerFields,
  firstName: z.string(),
  lastName: z.string(),
  dateOfBirth: z.string(),
});
export const company = z.object({ kind: z.literal('company'), ...customerFields, name: z.string() });
export const pspRole = z.enum(['AISP', 'PISP', 'CBPII']);
export const psp = z.object({
  kind: z.literal('psp'),
  ...row.shape,
  publicUuid: z.string(),
  displayName: z.string(),
  distinguishedName: z.string(),
  roles: z.array(pspRole),
});
/** What bunq calls a UserApiKey: the user id made for one consent, requested by a TPP and granted by a customer. */
export const consent = z.object({
  kind: z.literal('consent'),
  ...row.shape,
  requestedByUserId: id,
  grantedByUserId: id,
  oauthClientId: id,
  /** Null means every account, also later ones. */
  accountIds: z.array(id).nullable(),
  status: z.enum(['ACTIVE', 'REVOKED']),
});
export const user = z.discriminatedUnion('kind', [person, company, psp, consent]);

export const installation = z.object({ ...row.shape, token: z.string(), clientPublicKey: z.string() });
export const apiKey = z.object({
  ...row.shape,
  secret: z.string(),
  userId: id,
  status: z.enum(['PENDING_FIRST_USE', 'ACTIVE', 'REVOKED']),
  /** Only a key that was never used lapses. */
  expiresAt: micros.nullable(),
  installationId: id.nullable(),
  permittedDevice: z.object({ description: z.string(), ip: z.string() }).nullable(),
});
export const device = z.object({
  ...row.shape,
  installationId: id,
  apiKeyId: id,
  description: z.string(),
  ip: z.string(),
});
export const session = z.object({
  ...row.shape,
  token: z.string(),
  installationId: id,
  apiKeyId: id,
  userId: id,
  expiresAt: micros,
});

export const oauthClient = z.object({
  ...row.shape,
  userId: id,
  clientId: z.string(),
  secret: z.string(),
  status: z.enum(['ACTIVE', 'CANCELLED', 'CANCELLED_PENDING']),
});
export const callbackUrl = z.object({ ...row.shape, oauthClientId: id, url: z.string() });
export const authorisationCode = z.object({
  ...row.shape,
  code: z.string(),
  oauthClientId: id,
  consentUserId: id,
  redirectUri: z.string(),
  state: z.string().nullable(),
  expiresAt: micros,
  isUsed: z.boolean(),
});

export const accountKind = z.enum(['bank', 'joint', 'savings', 'external', 'external-savings', 'card']);
export const account = z.object({
  ...row.shape,
  publicUuid: z.string(),
  userId: id,
  iban: z.string(),
  description: z.string(),
  displayName: z.string(),
  balance: cents,
  dailyLimit: cents,
  kind: accountKind,
  status: z.enum(['ACTIVE', 'BLOCKED', 'CANCELLED', 'PENDING_REOPEN']),
  subStatus: z.string(),
  reason: z.string().nullable(),
  reasonDescription: z.string().nullable(),
  setting: z.record(z.string(), z.unknown()),
  avatarUuid: z.string().nullable(),
  savingsGoal: cents.nullable(),
  coOwnerUserIds: z.array(id),
  /** Of an account at another bank: through which service it is shown here. */
  service: z.string().nullable(),
});
/** What few payments have; kept apart, because there are many payments. */
const paymentExtras = z.object({
  attachmentIds: z.array(id),
  scheduledId: id.nullable(),
  addressBilling: address.nullable(),
  addressShipping: address.nullable(),
  geolocation: geolocation.nullable(),
});
export const payment = z.object({
  ...row.shape,
  /** The same on both sides of one movement of money. */
  transferId: id,
  accountId: id,
  amount: cents,
  balanceAfter: cents,
  description: z.string(),
  type: z.string(),
  subType: z.string(),
  counterparty: party,
  merchantReference: z.string().nullable(),
  batchId: id.nullable(),
  extras: paymentExtras.nullable(),
});
export const paymentBatch = z.object({ ...row.shape, accountId: id, paymentIds: z.array(id) });

export const draftEntry = z.object({
  id,
  amount: cents,
  counterparty: party,
  description: z.string(),
  merchantReference: z.string().nullable(),
  attachmentIds: z.array(id),
});
/** When and how often an order is to be paid. */
export const plan = z.object({
  startAt: micros,
  endAt: micros.nullable(),
  unit: z.enum(['ONCE', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']),
  size: z.number().int().positive(),
});
const decisionStatus = z.enum(['PENDING', 'ACCEPTED', 'REJECTED', 'CANCELLED', 'EXPIRED']);
export const draft = z.object({
  ...row.shape,
  accountId: id,
  createdByUserId: id,
  entries: z.array(draftEntry),
  status: decisionStatus,
  respondedByUserId: id.nullable(),
  batchId: id.nullable(),
  paymentIds: z.array(id),
  plan: plan.nullable(),
  scheduleId: id.nullable(),
});
export const pspDraft = z.object({
  ...row.shape,
  pspUserId: id,
  senderIban: z.string(),
  senderName: z.string().nullable(),
  counterparty: party,
  description: z.string(),
  amount: cents,
  status: decisionStatus,
  expiresAt: micros,
  paymentId: id.nullable(),
});
export const issuerTransaction = z.object({
  ...row.shape,
  publicUuid: z.string(),
  pspUserId: id,
  counterparty: party,
  amount: cents,
  description: z.string(),
  urlRedirect: z.string(),
  status: decisionStatus,
  expiresAt: micros,
  payerAccountId: id.nullable(),
  paymentId: id.nullable(),
});

export const notificationFilter = z.object({
  ...row.shape,
  userId: id,
  accountId: id.nullable(),
  category: z.string(),
  target: z.string(),
});
/** One line of the bank's diary; tests read it as the oracle of what the bank really did. */
export const journalEntry = z.looseObject({ id, at: micros, kind: z.string() });

export type Person = z.infer<typeof person>;
export type Company = z.infer<typeof company>;
export type Customer = Person | Company;
export type Psp = z.infer<typeof psp>;
export type PspRole = z.infer<typeof pspRole>;
export type Consent = z.infer<typeof consent>;
export type User = z.infer<typeof user>;
export type Installation = z.infer<typeof installation>;
export type ApiKey = z.infer<typeof apiKey>;
export type Device = z.infer<typeof device>;
export type Session = z.infer<typeof session>;
export type OauthClient = z.infer<typeof oauthClient>;
export type CallbackUrl = z.infer<typeof callbackUrl>;
export type AuthorisationCode = z.infer<typeof authorisationCode>;
export type Account = z.infer<typeof account>;
export type AccountKind = z.infer<typeof accountKind>;
export type PaymentExtras = z.infer<typeof paymentExtras>;
export type PaymentBatch = z.infer<typeof paymentBatch>;
export type Plan = z.infer<typeof plan>;
export type Payment = z.infer<typeof payment>;
export type Draft = z.infer<typeof draft>;
export type PspDraft = z.infer<typeof pspDraft>;
export type IssuerTransaction = z.infer<typeof issuerTransaction>;
export type NotificationFilter = z.infer<typeof notificationFilter>;
export type JournalEntry = z.infer<typeof journalEntry>;
