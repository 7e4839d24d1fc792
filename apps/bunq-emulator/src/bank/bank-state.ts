import { z } from 'zod';
import { cents } from './cents.js';
import * as records from './records.js';
import { switchesSchema } from './switches.js';
import { Table } from './table.js';

/** Everything that survives a restart. Rows come back through this schema, so a damaged file is noticed instead of trusted. */
export const bankSnapshot = z.object({
  version: z.literal(1),
  serverPrivateKey: z.string(),
  lastId: z.number().int(),
  lastMicros: z.number().int(),
  clockAdvancedMicros: z.number().int(),
  nextAccountNumber: z.number().int(),
  worldBalance: cents,
  switches: switchesSchema,
  seenRequestIds: z.array(z.tuple([z.number().int(), z.array(z.string())])),
  users: z.array(records.user),
  installations: z.array(records.installation),
  apiKeys: z.array(records.apiKey),
  devices: z.array(records.device),
  sessions: z.array(records.session),
  oauthClients: z.array(records.oauthClient),
  callbackUrls: z.array(records.callbackUrl),
  codes: z.array(records.authorisationCode),
  accounts: z.array(records.account),
  transfers: z.array(records.transfer),
  payments: z.array(records.payment),
  drafts: z.array(records.draft),
  pspDrafts: z.array(records.pspDraft),
  issuerTransactions: z.array(records.issuerTransaction),
  notificationFilters: z.array(records.notificationFilter),
  journal: z.array(records.journalEntry),
});

export type BankSnapshot = z.infer<typeof bankSnapshot>;

export function emptySnapshot(serverPrivateKey: string): BankSnapshot {
  return {
    version: 1,
    serverPrivateKey,
    lastId: 1000,
    lastMicros: 0,
    clockAdvancedMicros: 0,
    nextAccountNumber: 2_060_000_000,
    worldBalance: 0n,
    switches: switchesSchema.parse({}),
    seenRequestIds: [],
    users: [],
    installations: [],
    apiKeys: [],
    devices: [],
    sessions: [],
    oauthClients: [],
    callbackUrls: [],
    codes: [],
    accounts: [],
    transfers: [],
    payments: [],
    drafts: [],
    pspDrafts: [],
    issuerTransactions: [],
    notificationFilters: [],
    journal: [],
  };
}

/** The rows of a snapshot with the look-ups the bank needs. */
export function tablesOf(snapshot: BankSnapshot) {
  return {
    users: new Table(snapshot.users, {
      grantedBy: (row) => (row.kind === 'consent' ? row.grantedByUserId : null),
      distinguishedName: (row) => (row.kind === 'psp' ? row.distinguishedName : null),
    }),
    installations: new Table(snapshot.installations, { token: (row) => row.token }),
    apiKeys: new Table(snapshot.apiKeys, { secret: (row) => row.secret, user: (row) => row.userId }),
    devices: new Table(snapshot.devices, { installation: (row) => row.installationId }),
    sessions: new Table(snapshot.sessions, {
      token: (row) => row.token,
      installation: (row) => row.installationId,
      user: (row) => row.userId,
    }),
    oauthClients: new Table(snapshot.oauthClients, { user: (row) => row.userId, clientId: (row) => row.clientId }),
    callbackUrls: new Table(snapshot.callbackUrls, { client: (row) => row.oauthClientId }),
    codes: new Table(snapshot.codes, { code: (row) => row.code }),
    accounts: new Table(snapshot.accounts, { user: (row) => row.userId, iban: (row) => row.iban }),
    transfers: new Table(snapshot.transfers, {}),
    payments: new Table(snapshot.payments, { account: (row) => row.accountId, batch: (row) => row.batchId }),
    drafts: new Table(snapshot.drafts, { account: (row) => row.accountId }),
    pspDrafts: new Table(snapshot.pspDrafts, { psp: (row) => row.pspUserId, sender: (row) => row.senderIban }),
    issuerTransactions: new Table(snapshot.issuerTransactions, {
      psp: (row) => row.pspUserId,
      uuid: (row) => row.publicUuid,
    }),
    notificationFilters: new Table(snapshot.notificationFilters, { user: (row) => row.userId }),
    journal: new Table(snapshot.journal, {}),
  };
}

export type BankTables = ReturnType<typeof tablesOf>;
