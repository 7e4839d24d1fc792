import { z } from 'zod';
import { cents } from './cents.js';

/** Instants of the bank are whole microseconds since 1970: its wire shows six decimals, and a `Date` has only three. */
const micros = z.number().int();
const id = z.number().int();
const row = z.object({ id, createdAt: micros, updatedAt: micros });

const alias = z.object({ type: z.enum(['EMAIL', 'PHONE_NUMBER']), value: z.string() });

const customerFields = {
  ...row.shape,
  publicUuid: z.string(),
  displayName: z.string(),
  nickName: z.string(),
  aliases: z.array(alias),
  /** The bank's own test users (Sugar Daddy, Bravo): they take part in payments but are nobody's to log in as. */
  isHouse: z.boolean(),
};
export const person = z.object({
  kind: z.literal('person'),
  ...customerFields,
  firstName: z.string(),
  lastName: z.string(),
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
  permittedIps: z.array(z.string()),
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

export const account = z.object({
  ...row.shape,
  publicUuid: z.string(),
  userId: id,
  iban: z.string(),
  description: z.string(),
  displayName: z.string(),
  balance: cents,
  dailyLimit: cents,
});
/** The other side of a payment, as it is shown for good: later renames do not touch booked payments. */
export const party = z.object({ iban: z.string().nullable(), name: z.string(), accountId: id.nullable() });
/** One double booking: what leaves one side arrives on the other. Null stands for the world outside the bank. */
export const transfer = z.object({
  ...row.shape,
  fromAccountId: id.nullable(),
  toAccountId: id.nullable(),
  amount: cents,
});
export const payment = z.object({
  ...row.shape,
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
});

export const draftEntry = z.object({
  id,
  amount: cents,
  counterparty: party,
  description: z.string(),
  merchantReference: z.string().nullable(),
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
export type Party = z.infer<typeof party>;
export type Transfer = z.infer<typeof transfer>;
export type Payment = z.infer<typeof payment>;
export type Draft = z.infer<typeof draft>;
export type PspDraft = z.infer<typeof pspDraft>;
export type IssuerTransaction = z.infer<typeof issuerTransaction>;
export type NotificationFilter = z.infer<typeof notificationFilter>;
export type JournalEntry = z.infer<typeof journalEntry>;
