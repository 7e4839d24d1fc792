import { z } from 'zod';
import { cents } from './cents.js';
import * as records from './records.js';
import * as requests from './request-records.js';
import * as services from './service-records.js';
import { switchesSchema } from './switches.js';
import { Table } from './table.js';

const rows = {
  users: z.array(records.user),
  installations: z.array(records.installation),
  apiKeys: z.array(records.apiKey),
  devices: z.array(records.device),
  sessions: z.array(records.session),
  oauthClients: z.array(records.oauthClient),
  callbackUrls: z.array(records.callbackUrl),
  codes: z.array(records.authorisationCode),
  accounts: z.array(records.account),
  payments: z.array(records.payment),
  paymentBatches: z.array(records.paymentBatch),
  drafts: z.array(records.draft),
  pspDrafts: z.array(records.pspDraft),
  issuerTransactions: z.array(records.issuerTransaction),
  notificationFilters: z.array(records.notificationFilter),
  journal: z.array(records.journalEntry),
  requestInquiries: z.array(requests.requestInquiry),
  requestResponses: z.array(requests.requestResponse),
  requestBatches: z.array(requests.requestBatch),
  attachments: z.array(services.attachment),
  avatars: z.array(services.avatar),
  schedules: z.array(services.schedule),
  scheduleInstances: z.array(services.scheduleInstance),
  customerStatements: z.array(services.customerStatement),
  cards: z.array(services.card),
  cardTransactions: z.array(services.cardTransaction),
  callbackFailures: z.array(services.callbackFailure),
  pushFilters: z.array(services.pushFilter),
  pinnedCertificates: z.array(services.pinnedCertificate),
  permittedIps: z.array(services.permittedIp),
};
const allRows = z.object(rows);
type Rows = z.infer<typeof allRows>;

/** Everything that survives a restart. Rows come back through this schema, so a damaged file is noticed instead of trusted. */
export const bankSnapshot = z.object({
  version: z.literal(2),
  serverPrivateKey: z.string(),
  lastId: z.number().int(),
  lastMicros: z.number().int(),
  clockAdvancedMicros: z.number().int(),
  clockFrozenAtMicros: z.number().int().nullable(),
  nextAccountNumber: z.number().int(),
  worldBalance: cents,
  switches: switchesSchema,
  seenRequestIds: z.array(z.tuple([z.number().int(), z.array(z.tuple([z.string(), z.number().int()]))])),
  ...rows,
});

export type BankSnapshot = z.infer<typeof bankSnapshot>;

export function emptySnapshot(serverPrivateKey: string): BankSnapshot {
  return {
    version: 2,
    serverPrivateKey,
    lastId: 1000,
    lastMicros: 0,
    clockAdvancedMicros: 0,
    clockFrozenAtMicros: null,
    nextAccountNumber: 2_060_000_000,
    worldBalance: 0n,
    switches: switchesSchema.parse({}),
    seenRequestIds: [],
    ...allRows.parse(Object.fromEntries(Object.keys(rows).map((name) => [name, []]))),
  };
}

/** The rows of a snapshot with the look-ups the bank needs. */
export function tablesOf(snapshot: Rows) {
  return {
    users: new Table(snapshot.users, {
      grantedBy: (row) => (row.kind === 'consent' ? row.grantedByUserId : null),
      distinguishedName: (row) => (row.kind === 'psp' ? row.distinguishedName : null),
      alias: (row) => ('aliases' in row ? row.aliases.map(({ value }) => value.toLowerCase()) : null),
    }),
    installations: new Table(snapshot.installations, { token: (row) => row.token }),
    apiKeys: new Table(snapshot.apiKeys, { secret: (row) => row.secret, user: (row) => row.userId }),
    devices: new Table(snapshot.devices, {
      installation: (row) => row.installationId,
      apiKey: (row) => row.apiKeyId,
    }),
    sessions: new Table(snapshot.sessions, {
      token: (row) => row.token,
      installation: (row) => row.installationId,
      user: (row) => row.userId,
    }),
    oauthClients: new Table(snapshot.oauthClients, { user: (row) => row.userId, clientId: (row) => row.clientId }),
    callbackUrls: new Table(snapshot.callbackUrls, { client: (row) => row.oauthClientId }),
    codes: new Table(snapshot.codes, { code: (row) => row.code }),
    accounts: new Table(snapshot.accounts, {
      user: (row) => [row.userId, ...row.coOwnerUserIds],
      iban: (row) => row.iban,
    }),
    payments: new Table(snapshot.payments, { account: (row) => row.accountId }),
    paymentBatches: new Table(snapshot.paymentBatches, { account: (row) => row.accountId }),
    drafts: new Table(snapshot.drafts, { account: (row) => row.accountId }),
    pspDrafts: new Table(snapshot.pspDrafts, { psp: (row) => row.pspUserId, sender: (row) => row.senderIban }),
    issuerTransactions: new Table(snapshot.issuerTransactions, {
      psp: (row) => row.pspUserId,
      uuid: (row) => row.publicUuid,
    }),
    notificationFilters: new Table(snapshot.notificationFilters, { user: (row) => row.userId }),
    journal: new Table(snapshot.journal, {}),
    requestInquiries: new Table(snapshot.requestInquiries, { account: (row) => row.accountId }),
    requestResponses: new Table(snapshot.requestResponses, { account: (row) => row.accountId }),
    requestBatches: new Table(snapshot.requestBatches, { account: (row) => row.accountId }),
    attachments: new Table(snapshot.attachments, { publicUuid: (row) => row.publicUuid }),
    avatars: new Table(snapshot.avatars, { uuid: (row) => row.uuid }),
    schedules: new Table(snapshot.schedules, { account: (row) => row.accountId }),
    scheduleInstances: new Table(snapshot.scheduleInstances, { schedule: (row) => row.scheduleId }),
    customerStatements: new Table(snapshot.customerStatements, { account: (row) => row.accountId }),
    cards: new Table(snapshot.cards, { user: (row) => row.userId }),
    cardTransactions: new Table(snapshot.cardTransactions, { account: (row) => row.accountId }),
    callbackFailures: new Table(snapshot.callbackFailures, { user: (row) => row.userId }),
    pushFilters: new Table(snapshot.pushFilters, { user: (row) => row.userId }),
    pinnedCertificates: new Table(snapshot.pinnedCertificates, { user: (row) => row.userId }),
    permittedIps: new Table(snapshot.permittedIps, { apiKey: (row) => row.apiKeyId }),
  };
}

export type BankTables = ReturnType<typeof tablesOf>;

/** The other way round. */
export function rowsOf(tables: BankTables): Rows {
  return {
    users: tables.users.all(),
    installations: tables.installations.all(),
    apiKeys: tables.apiKeys.all(),
    devices: tables.devices.all(),
    sessions: tables.sessions.all(),
    oauthClients: tables.oauthClients.all(),
    callbackUrls: tables.callbackUrls.all(),
    codes: tables.codes.all(),
    accounts: tables.accounts.all(),
    payments: tables.payments.all(),
    paymentBatches: tables.paymentBatches.all(),
    drafts: tables.drafts.all(),
    pspDrafts: tables.pspDrafts.all(),
    issuerTransactions: tables.issuerTransactions.all(),
    notificationFilters: tables.notificationFilters.all(),
    journal: tables.journal.all(),
    requestInquiries: tables.requestInquiries.all(),
    requestResponses: tables.requestResponses.all(),
    requestBatches: tables.requestBatches.all(),
    attachments: tables.attachments.all(),
    avatars: tables.avatars.all(),
    schedules: tables.schedules.all(),
    scheduleInstances: tables.scheduleInstances.all(),
    customerStatements: tables.customerStatements.all(),
    cards: tables.cards.all(),
    cardTransactions: tables.cardTransactions.all(),
    callbackFailures: tables.callbackFailures.all(),
    pushFilters: tables.pushFilters.all(),
    pinnedCertificates: tables.pinnedCertificates.all(),
    permittedIps: tables.permittedIps.all(),
  };
}
