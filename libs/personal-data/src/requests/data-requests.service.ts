import { Injectable } from '@nestjs/common';
import { LookUps, maskedContact, maskedIban, type RevealReason } from '@sluis/compliance';
import { refusalsOf } from '@sluis/errors';
import { todayInAmsterdam } from '@sluis/money';
import { scheduleUnrung } from '@sluis/outbox';
import { newId, queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { HeldThings } from '../holds/held-things.js';
import { answerBy } from './answer-by.js';
import { DataSubjects, type Identifier } from './data-subjects.js';
import { SubjectSearch, type FoundClass } from './subject-search.js';
import { ErasureChange } from './erasure-change.js';
import type { ErasureOutcome } from './erasures.js';
import { answerLocation, SubjectVault } from './subject-vault.js';

const refused = refusalsOf('The request was not changed.');

export const dataRequestKinds = ['access', 'erasure'] as const;
export type DataRequestKind = (typeof dataRequestKinds)[number];
export const dataRequestLists = ['open', 'overdue', 'closed'] as const;
export type DataRequestList = (typeof dataRequestLists)[number];
/** Why an erasure is refused: a code, because it stays for good. */
export const refusals = ['not_the_person', 'nothing_found', 'law_keeps_all', 'withdrawn'] as const;
export type Refusal = (typeof refusals)[number];

export interface DataRequestSummary {
  id: string;
  person: string;
  kind: DataRequestKind;
  status: 'waiting' | 'working' | 'ready' | 'lapsed' | 'done' | 'refused';
  case_reference: string;
  received_on: string;
  due_at: string;
  is_extended: boolean;
  is_overdue: boolean;
  asked_by: string;
  decided_by: string | null;
}

export interface DataRequest extends DataRequestSummary {
  /** Masked; null after the erasure. */
  identifier: { kind: Identifier['kind']; value: string | null } | null;
  reason: string;
  asked_at: string;
  decided_at: string | null;
  refusal: string | null;
  ended_at: string | null;
  outcome: ErasureOutcome | null;
  is_held: boolean;
  /** The change that waits for somebody else's decision. */
  approval: string | null;
  found: Pick<FoundClass, 'id' | 'name' | 'rows' | 'staysBecause'>[];
}

export interface NewDataRequest {
  kind: DataRequestKind;
  identifier: Identifier;
  /** A calendar day. */
  receivedOn: string;
  reason: RevealReason;
  caseReference: string;
}

interface Row {
  id: string;
  subject_id: string;
  kind: DataRequestKind;
  status: DataRequestSummary['status'];
  case_reference: string;
  reason: RevealReason;
  received_on: string;
  due_at: Date;
  is_extended: boolean;
  asked_by: string;
  asked_by_id: string;
  asked_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  refusal: string | null;
  outcome: ErasureOutcome | null;
  ended_at: Date | null;
  file_sealed: Buffer | null;
}

const columns = `r.id, r.subject_id, r.kind, r.status, r.case_reference, r.reason, to_char(r.received_on, 'YYYY-MM-DD') AS received_on,
  r.due_at, r.is_extended, a.name AS asked_by, r.asked_by AS asked_by_id, r.asked_at, d.name AS decided_by, r.decided_at,
  r.refusal, r.outcome, r.ended_at`;
const tables = `data_requests r JOIN staff_members a ON a.id = r.asked_by LEFT JOIN staff_members d ON d.id = r.decided_by`;
const mostListed = 200;
const conditions: Record<DataRequestList, string> = {
  overdue: 'r.ended_at IS NULL AND r.due_at <= now() ORDER BY r.due_at',
  open: 'r.ended_at IS NULL ORDER BY r.due_at',
  closed: 'r.ended_at IS NOT NULL ORDER BY r.id DESC',
};

/** Requests of people about their own data: what is known of them, or that it goes. One asks, and another lets it be erased. */
@Injectable()
export class DataRequests {
  constructor(
    private readonly transactions: Transactions,
    private readonly subjects: DataSubjects,
    private readonly search: SubjectSearch,
    private readonly held: HeldThings,
    private readonly vault: SubjectVault,
    private readonly erasure: ErasureChange,
    private readonly lookUps: LookUps,
  ) {}

  list(staff: StaffIdentity, list: DataRequestList): Promise<DataRequestSummary[]> {
    return this.transactions.run(async (tx) => {
      const rows = await queryRows<Row>(
        tx,
        `SELECT ${columns} FROM ${tables} WHERE ${conditions[list]} LIMIT ${mostListed}`,
      );
      const details = { list, rows: rows.length };
      await this.lookUps.record(tx, staff, 'listed', { subject: { type: 'list', id: 'data_requests' }, details });
      return rows.map(toSummary);
    });
  }

  /** An access request is answered by a worker at once; an erasure waits for a second person. */
  async enter(staff: StaffIdentity, request: NewDataRequest): Promise<DataRequest> {
    const entered = await this.keep(staff, request);
    if (entered.kind === 'access' || entered.is_held) return entered;
    await this.erasure.ask(staff, entered.id, entered.case_reference);
    return { ...entered, approval: await this.approvalOf(entered.id) };
  }

  private keep(staff: StaffIdentity, request: NewDataRequest): Promise<DataRequest> {
    return this.transactions.run(async (tx) => {
      const { kind, receivedOn, reason, caseReference } = request;
      if (receivedOn > todayInAmsterdam()) throw refused('/received_on', 'must not be in the future');
      const subjectId = await this.subjects.remember(tx, request.identifier);
      const id = newId();
      const inserted = await queryRows(
        tx,
        `INSERT INTO data_requests (id, subject_id, kind, status, case_reference, reason, received_on, due_at, asked_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (case_reference) DO NOTHING RETURNING id`,
        [
          id,
          subjectId,
          kind,
          kind === 'access' ? 'working' : 'waiting',
          caseReference,
          reason,
          receivedOn,
          answerBy(receivedOn, 1),
          staff.id,
        ],
      );
      if (inserted.length === 0) throw refused('/case_reference', 'is the number of another request');
      if (kind === 'access') await this.work(tx, id);
      return this.changed(tx, staff, id, 'entered');
    });
  }

  /** With what is found of the person, counted. @returns undefined when there is no such request */
  read(staff: StaffIdentity, id: string): Promise<DataRequest | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await find(tx, id);
      if (!row) return undefined;
      await this.lookUps.record(tx, staff, 'viewed', {
        subject: { type: 'data_request', id: toPublicId('dataRequest', id) },
      });
      return this.show(tx, row);
    });
  }

  /** Two more months, where the first has not passed: the person has to be told why within it. */
  extend(staff: StaffIdentity, id: string): Promise<DataRequest | undefined> {
    return this.onOpen(staff, id, 'extended', async (tx, row) => {
      if (row.is_extended) throw refused('/', 'It was extended already');
      if (row.due_at <= new Date()) throw refused('/', 'The first month has passed');
      await tx.query(`UPDATE data_requests SET is_extended = true, due_at = $2 WHERE id = $1`, [
        id,
        answerBy(row.received_on, 3),
      ]);
    });
  }

  /** Asks for somebody else's approval once more: nobody decided in time, or it was refused for now. */
  async askAgain(staff: StaffIdentity, id: string): Promise<DataRequest | undefined> {
    const request = await this.read(staff, id);
    if (!request) return undefined;
    await this.erasure.ask(staff, request.id, request.case_reference);
    return this.read(staff, id);
  }

  /** @param refusal is told to the person, with the right to complain (art. 12(4)) */
  refuse(staff: StaffIdentity, id: string, refusal: Refusal): Promise<DataRequest | undefined> {
    return this.onOpen(staff, id, 'refused', async (tx, row) => {
      requireUndecidedErasure(row);
      if (row.asked_by_id === staff.id && refusal !== 'withdrawn')
        throw refused('/', 'Whoever asked for it can only withdraw it');
      await tx.query(
        `UPDATE data_requests SET status = 'refused', refusal = $2, ended_at = now(),
           decided_by = CASE WHEN asked_by <> $3 THEN $3::uuid END, decided_at = CASE WHEN asked_by <> $3 THEN now() END
         WHERE id = $1`,
        [id, refusal, staff.id],
      );
    });
  }

  /** The answer is made once more: it was not fetched in time. */
  makeAgain(staff: StaffIdentity, id: string): Promise<DataRequest | undefined> {
    return this.onOpen(staff, id, 'made_again', async (tx, row) => {
      if (row.status !== 'lapsed') throw refused('/', 'The answer is there, or on its way');
      await tx.query(`UPDATE data_requests SET status = 'working' WHERE id = $1`, [id]);
      await this.work(tx, id);
    });
  }

  /** The person has the answer: it goes from here. */
  close(staff: StaffIdentity, id: string): Promise<DataRequest | undefined> {
    return this.onOpen(staff, id, 'answered', async (tx, row) => {
      if (row.status !== 'ready') throw refused('/', 'There is no answer yet that somebody could have');
      await tx.query(`UPDATE data_requests SET status = 'done', file_sealed = NULL, ended_at = now() WHERE id = $1`, [
        id,
      ]);
    });
  }

  /** On record each time. @returns undefined when it is not there */
  fetch(staff: StaffIdentity, id: string): Promise<{ fileName: string; zip: Buffer } | undefined> {
    return this.transactions.run(async (tx) => {
      const [row] = await queryRows<{ subject_id: string; reason: RevealReason; file_sealed: Buffer }>(
        tx,
        `SELECT subject_id, reason, file_sealed FROM data_requests WHERE id = $1 AND status = 'ready'`,
        [id],
      );
      const box = row && (await this.vault.open(tx, row.subject_id));
      if (!row || !box) return undefined;
      const publicId = toPublicId('dataRequest', id);
      await this.lookUps.record(tx, staff, 'fetched', {
        subject: { type: 'data_request', id: publicId },
        cause: row.reason,
      });
      return { fileName: `${publicId}.zip`, zip: box.openBytes(row.file_sealed, answerLocation(id)) };
    });
  }

  private onOpen(
    staff: StaffIdentity,
    id: string,
    step: string,
    change: (tx: Transaction, row: Row) => Promise<void>,
  ): Promise<DataRequest | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await find(tx, id, 'FOR UPDATE OF r');
      if (!row) return undefined;
      if (row.ended_at !== null) throw refused('/', 'The request is closed');
      await change(tx, row);
      return this.changed(tx, staff, id, step);
    });
  }

  private approvalOf(publicId: string): Promise<string | null> {
    return this.transactions.run((tx) => this.erasure.waitingFor(tx, publicId));
  }

  private work(tx: Transaction, id: string): Promise<void> {
    return scheduleUnrung(tx, { kind: 'data_requests.answer', subject: id, partnerId: null });
  }

  private async changed(tx: Transaction, staff: StaffIdentity, id: string, step: string): Promise<DataRequest> {
    const row = await find(tx, id);
    if (!row) throw new RangeError('a request that was just written is not there');
    await this.lookUps.record(tx, staff, 'registered', {
      subject: { type: 'data_request', id: toPublicId('dataRequest', id) },
      cause: row.reason,
      details: {
        step,
        kind: row.kind,
        case: row.case_reference,
        person: toPublicId('dataSubject', row.subject_id),
        ...(row.refusal !== null && { refusal: row.refusal }),
      },
    });
    return this.show(tx, row);
  }

  private async show(tx: Transaction, row: Row): Promise<DataRequest> {
    const identifier = await this.subjects.identifierOf(tx, row.subject_id);
    const keys = await this.subjects.keysOf(tx, row.subject_id);
    const found = keys ? await this.search.count(tx, keys) : [];
    return {
      ...toSummary(row),
      identifier: identifier ? { kind: identifier.kind, value: masked(identifier) } : null,
      reason: row.reason,
      asked_at: row.asked_at.toISOString(),
      decided_at: row.decided_at?.toISOString() ?? null,
      refusal: row.refusal,
      ended_at: row.ended_at?.toISOString() ?? null,
      outcome: row.outcome,
      is_held: keys !== undefined && (await this.held.isHeld(tx, row.subject_id, keys)),
      approval: await this.erasure.waitingFor(tx, toPublicId('dataRequest', row.id)),
      found,
    };
  }
}

function requireUndecidedErasure({ kind, status }: Row): void {
  if (kind !== 'erasure' || status !== 'waiting') throw refused('/', 'It does not wait for a decision');
}

async function find(tx: Transaction, id: string, lock = ''): Promise<Row | undefined> {
  const [row] = await queryRows<Row>(tx, `SELECT ${columns} FROM ${tables} WHERE r.id = $1 ${lock}`, [id]);
  return row;
}

function toSummary(row: Row): DataRequestSummary {
  return {
    id: toPublicId('dataRequest', row.id),
    person: toPublicId('dataSubject', row.subject_id),
    kind: row.kind,
    status: row.status,
    case_reference: row.case_reference,
    received_on: row.received_on,
    due_at: row.due_at.toISOString(),
    is_extended: row.is_extended,
    is_overdue: row.ended_at === null && row.due_at <= new Date(),
    asked_by: row.asked_by,
    decided_by: row.decided_by,
  };
}

function masked({ kind, value }: Identifier): string | null {
  return kind === 'iban' ? maskedIban(value) : maskedContact(value);
}
