import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Agenda } from './agenda.js';
import { type BankSnapshot, type BankTables, emptySnapshot, rowsOf, tablesOf } from './bank-state.js';
import type { Notice } from './notices.js';
import type { CallbackFailure } from './service-records.js';
import type { Switches } from './switches.js';

type JournalFields = Record<string, string | number | boolean | null>;

/** How many lines of the diary are kept; the oldest go first. */
const journalKept = 100_000;

/** The bank: its books, its clock and its diary. What it does is written in the files beside this one, one per subject. */
export class Bank {
  serverKey: KeyObject;
  serverPublicKeyPem: string;
  tables: BankTables;
  switches: Switches;
  worldBalance: bigint;
  nextAccountNumber: number;
  /** Per device, when an id was used. */
  seenRequestIds: Map<number, Map<string, number>>;
  agenda: Agenda;
  /** Set by whoever delivers callbacks. */
  notify: (notice: Notice) => void = () => undefined;
  retryCallback: (id: number) => void = () => undefined;
  /** Sends once more what was given up. */
  sendAgain: (failure: CallbackFailure) => void = () => undefined;
  private lastId: number;
  private lastMicros: number;
  private clockAdvancedMicros: number;
  private clockFrozenAtMicros: number | null;

  private constructor(snapshot: BankSnapshot) {
    this.serverKey = createPrivateKey(snapshot.serverPrivateKey);
    this.serverPublicKeyPem = createPublicKey(this.serverKey).export({ type: 'spki', format: 'pem' }).toString();
    this.tables = tablesOf(snapshot);
    this.switches = snapshot.switches;
    this.worldBalance = snapshot.worldBalance;
    this.nextAccountNumber = snapshot.nextAccountNumber;
    this.seenRequestIds = new Map(snapshot.seenRequestIds.map(([device, ids]) => [device, new Map(ids)]));
    this.lastId = snapshot.lastId;
    this.lastMicros = snapshot.lastMicros;
    this.clockAdvancedMicros = snapshot.clockAdvancedMicros;
    this.clockFrozenAtMicros = snapshot.clockFrozenAtMicros;
    this.agenda = agendaOf(this.tables);
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
    const { lastId, notify, retryCallback, sendAgain } = this;
    const { onEarlier } = this.agenda;
    Object.assign(this, new Bank(emptySnapshot(pem)));
    // Ids go on counting, so that an id noted before the reset can never come to mean another object.
    this.lastId = lastId;
    this.notify = notify;
    this.retryCallback = retryCallback;
    this.sendAgain = sendAgain;
    this.agenda.onEarlier = onEarlier;
  }

  snapshot(): BankSnapshot {
    return {
      version: 2,
      serverPrivateKey: this.serverKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      lastId: this.lastId,
      lastMicros: this.lastMicros,
      clockAdvancedMicros: this.clockAdvancedMicros,
      clockFrozenAtMicros: this.clockFrozenAtMicros,
      nextAccountNumber: this.nextAccountNumber,
      worldBalance: this.worldBalance,
      switches: this.switches,
      seenRequestIds: [...this.seenRequestIds].map(([device, ids]) => [device, [...ids]]),
      ...rowsOf(this.tables),
    };
  }

  /** Bank time in microseconds; strictly rising, so that two changes never share an `updated`. */
  now(): number {
    this.lastMicros = Math.max(this.lastMicros + 1, this.time());
    return this.lastMicros;
  }

  /** Bank time without claiming the instant; for comparisons. */
  time(): number {
    return this.clockFrozenAtMicros ?? Date.now() * 1000 + this.clockAdvancedMicros;
  }

  get isClockFrozen(): boolean {
    return this.clockFrozenAtMicros !== null;
  }

  advanceClock(seconds: number): void {
    const micros = Math.round(seconds * 1_000_000);
    if (this.clockFrozenAtMicros === null) this.clockAdvancedMicros += micros;
    else this.clockFrozenAtMicros += micros;
    this.agenda.onEarlier();
  }

  /** A frozen clock moves only by `advanceClock`; released, it goes on from where it stands. */
  freezeClock(isFrozen: boolean): void {
    const time = this.time();
    this.clockFrozenAtMicros = isFrozen ? time : null;
    if (!isFrozen) this.clockAdvancedMicros = time - Date.now() * 1000;
    this.agenda.onEarlier();
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
    const { journal } = this.tables;
    journal.insert({ ...fields, id: this.nextJournalId(), at: this.now(), kind });
    if (journal.size > journalKept) journal.remove(journal.oldest()?.id ?? 0);
  }

  private journalId: number | undefined;

  private nextJournalId(): number {
    this.journalId = (this.journalId ?? this.tables.journal.all().at(-1)?.id ?? 0) + 1;
    return this.journalId;
  }
}

function agendaOf(tables: BankTables): Agenda {
  const agenda = new Agenda();
  const add = (
    kind: 'psp_draft' | 'issuer_transaction' | 'request',
    orders: { id: number; status: string; expiresAt: number }[],
  ) => {
    for (const { id, status, expiresAt } of orders) if (status === 'PENDING') agenda.add({ at: expiresAt, kind, id });
  };
  add('psp_draft', tables.pspDrafts.all());
  add('issuer_transaction', tables.issuerTransactions.all());
  add('request', tables.requestInquiries.all());
  for (const { id, nextRunAt } of tables.schedules.all()) {
    if (nextRunAt !== null) agenda.add({ at: nextRunAt, kind: 'schedule', id });
  }
  return agenda;
}
