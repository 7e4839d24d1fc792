import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type BankSnapshot, type BankTables, emptySnapshot, tablesOf } from './bank-state.js';
import type { Notice } from './notices.js';
import type { Switches } from './switches.js';

type JournalFields = Record<string, string | number | boolean | null>;

/** The bank: its books, its clock and its diary. What it does is written in the files beside this one, one per subject. */
export class Bank {
  serverKey: KeyObject;
  serverPublicKeyPem: string;
  tables: BankTables;
  switches: Switches;
  worldBalance: bigint;
  nextAccountNumber: number;
  seenRequestIds: Map<number, Set<string>>;
  /** No order lapses before this instant; saves looking through all of them on every request. */
  nextExpiryAt = 0;
  /** Set by whoever delivers callbacks. */
  notify: (notice: Notice) => void = () => undefined;
  private lastId: number;
  private lastMicros: number;
  private clockAdvancedMicros: number;

  private constructor(snapshot: BankSnapshot) {
    this.serverKey = createPrivateKey(snapshot.serverPrivateKey);
    this.serverPublicKeyPem = createPublicKey(this.serverKey).export({ type: 'spki', format: 'pem' }).toString();
    this.tables = tablesOf(snapshot);
    this.switches = snapshot.switches;
    this.worldBalance = snapshot.worldBalance;
    this.nextAccountNumber = snapshot.nextAccountNumber;
    this.seenRequestIds = new Map(snapshot.seenRequestIds.map(([device, ids]) => [device, new Set(ids)]));
    this.lastId = snapshot.lastId;
    this.lastMicros = snapshot.lastMicros;
    this.clockAdvancedMicros = snapshot.clockAdvancedMicros;
  }

  /** A bank with empty books and a new key. */
  static fresh(): Bank {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return new Bank(emptySnapshot(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()));
  }

  static from(snapshot: BankSnapshot): Bank {
    return new Bank(snapshot);
  }

  /** Forgets everything but the server key, as a new bank would start. */
  reset(): void {
    const pem = this.serverKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const { lastId } = this;
    const notify = this.notify;
    Object.assign(this, new Bank(emptySnapshot(pem)));
    // Ids go on counting, so that an id noted before the reset can never come to mean another object.
    this.lastId = lastId;
    this.notify = notify;
  }

  snapshot(): BankSnapshot {
    const { tables } = this;
    return {
      version: 1,
      serverPrivateKey: this.serverKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      lastId: this.lastId,
      lastMicros: this.lastMicros,
      clockAdvancedMicros: this.clockAdvancedMicros,
      nextAccountNumber: this.nextAccountNumber,
      worldBalance: this.worldBalance,
      switches: this.switches,
      seenRequestIds: [...this.seenRequestIds].map(([device, ids]) => [device, [...ids]]),
      users: tables.users.all(),
      installations: tables.installations.all(),
      apiKeys: tables.apiKeys.all(),
      devices: tables.devices.all(),
      sessions: tables.sessions.all(),
      oauthClients: tables.oauthClients.all(),
      callbackUrls: tables.callbackUrls.all(),
      codes: tables.codes.all(),
      accounts: tables.accounts.all(),
      transfers: tables.transfers.all(),
      payments: tables.payments.all(),
      drafts: tables.drafts.all(),
      pspDrafts: tables.pspDrafts.all(),
      issuerTransactions: tables.issuerTransactions.all(),
      notificationFilters: tables.notificationFilters.all(),
      journal: tables.journal.all(),
    };
  }

  /** Bank time in microseconds; strictly rising, so that two changes never share an `updated`. */
  now(): number {
    this.lastMicros = Math.max(this.lastMicros + 1, this.time());
    return this.lastMicros;
  }

  /** Bank time without claiming the instant; for comparisons. */
  time(): number {
    return Date.now() * 1000 + this.clockAdvancedMicros;
  }

  advanceClock(seconds: number): void {
    this.clockAdvancedMicros += Math.round(seconds * 1_000_000);
  }

  /** Id, created and updated of a new object. Ids rise over the whole bank, whatever the kind. */
  newRow(): { id: number; createdAt: number; updatedAt: number } {
    const at = this.now();
    return { id: this.nextId(), createdAt: at, updatedAt: at };
  }

  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  record(kind: string, fields: JournalFields): void {
    this.tables.journal.insert({ ...fields, id: this.nextJournalId(), at: this.now(), kind });
  }

  private journalId: number | undefined;

  private nextJournalId(): number {
    this.journalId = (this.journalId ?? this.tables.journal.all().at(-1)?.id ?? 0) + 1;
    return this.journalId;
  }
}
