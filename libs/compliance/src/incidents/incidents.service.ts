import { Injectable } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import { newId, queryRows, SecretBox, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { LookUps } from '../look-ups.js';
import { clocksOf } from './incident-clock.js';
import type { IncidentFigures } from './incident-figures.js';
import { isMajor } from './incident-law.js';
import {
  type EntryRow,
  eventsOf,
  type Incident,
  type IncidentList,
  type IncidentRow,
  type IncidentStep,
  type IncidentSummary,
  type NewIncident,
  toSummary,
} from './incident.js';
import { checkWindow, factsOf, figuresOf, refused, shortFactsOf } from './incident-steps.js';
import { entriesCsv, registerCsv } from './incident-files.js';

const columns = `id, case_reference, nature, status, classification, detected_at, started_at, ended_at, next_report,
  next_near_at, next_due_at`;
const mostListed = 200;
const mostExported = 10_000;
const conditions: Record<IncidentList, string> = {
  open: `status = 'open' ORDER BY next_due_at NULLS LAST, id DESC`,
  closed: `status = 'closed' ORDER BY id DESC`,
  all: `true ORDER BY id DESC`,
};

/** The register of incidents. Entries are added and never changed; what holds follows from them. */
@Injectable()
export class Incidents {
  constructor(
    private readonly transactions: Transactions,
    private readonly secrets: SecretBox,
    private readonly lookUps: LookUps,
  ) {}

  /** @throws DomainError request_invalid  the case is there already, or a time lies in the future */
  open(staff: StaffIdentity, incident: NewIncident): Promise<Incident> {
    return this.transactions.run(async (tx) => {
      const { caseReference, nature, detectedAt, startedAt = detectedAt } = incident;
      const now = new Date();
      if (detectedAt > now) throw refused('/detected_at', 'must not be in the future');
      checkWindow(startedAt, null, now);
      if (startedAt > detectedAt) throw refused('/started_at', 'must not be after it was detected');
      const id = newId();
      const inserted = await queryRows(
        tx,
        `INSERT INTO incidents (id, case_reference, nature, detected_at, started_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (case_reference) DO NOTHING RETURNING id`,
        [id, caseReference, nature, detectedAt, startedAt],
      );
      if (inserted.length === 0) throw refused('/case_reference', 'is the number of another incident');
      await this.addEntry(tx, staff, id, 1, 'opened', {}, incident.text);
      await this.record(tx, staff, id, { step: 'opened', case: caseReference, nature });
      return this.settle(tx, id);
    });
  }

  list(staff: StaffIdentity, list: IncidentList): Promise<IncidentSummary[]> {
    return this.transactions.run(async (tx) => {
      const rows = await listed(tx, list, mostListed);
      await this.lookUps.record(tx, staff, 'listed', {
        subject: { type: 'list', id: 'incidents' },
        details: { list, rows: rows.length },
      });
      return rows;
    });
  }

  /** With what people wrote; on record each time. @returns undefined when there is no such incident */
  read(staff: StaffIdentity, id: string): Promise<Incident | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await find(tx, id);
      if (!row) return undefined;
      await this.lookUps.record(tx, staff, 'viewed', { subject: subjectOf(id) });
      return this.show(tx, row);
    });
  }

  /** What our records say about its time, counted now. @returns undefined when there is no such incident */
  figures(id: string): Promise<IncidentFigures | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await find(tx, id);
      return row && figuresOf(tx, row);
    });
  }

  /**
   * @returns undefined when there is no such incident
   * @throws DomainError request_invalid  it is closed, or the step does not follow from what there is
   */
  take(staff: StaffIdentity, id: string, step: IncidentStep): Promise<Incident | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await find(tx, id, 'FOR UPDATE');
      if (!row) return undefined;
      if (row.status === 'closed') throw refused('/kind', 'is not possible: the incident is closed');
      const entries = await entriesOf(tx, id);
      const facts = await factsOf(tx, row, entries, step);
      await this.addEntry(tx, staff, id, entries.length + 1, step.kind, facts, step.text);
      await this.apply(tx, row, step);
      // Without its figures: those are in the entry, and a record is for good.
      await this.record(tx, staff, id, { step: step.kind, case: row.case_reference, ...shortFactsOf(facts) });
      return this.settle(tx, id);
    });
  }

  /** The whole of one, or its entries as a table; on record each time. @returns undefined when there is no such incident */
  file(staff: StaffIdentity, id: string, format: 'csv' | 'json'): Promise<string | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await find(tx, id);
      if (!row) return undefined;
      await this.lookUps.record(tx, staff, 'fetched', { subject: subjectOf(id), details: { format } });
      const incident = await this.show(tx, row);
      return format === 'csv' ? entriesCsv(incident) : `${JSON.stringify(incident, undefined, 2)}\n`;
    });
  }

  /**
   * The register, without what people wrote; on record each time.
   *
   * @throws DomainError request_invalid  it is too long for one file
   */
  register(staff: StaffIdentity, format: 'csv' | 'json'): Promise<string> {
    return this.transactions.run(async (tx) => {
      const incidents = await listed(tx, 'all', mostExported + 1);
      // Never a part that looks like the whole.
      if (incidents.length > mostExported)
        throw new DomainError(
          'request_invalid',
          `The register has more than ${mostExported} incidents: too many for one file.`,
        );
      await this.lookUps.record(tx, staff, 'exported', {
        subject: { type: 'list', id: 'incidents' },
        details: { format, rows: incidents.length },
      });
      return format === 'csv' ? registerCsv(incidents) : `${JSON.stringify(incidents, undefined, 2)}\n`;
    });
  }

  private async apply(tx: Transaction, { id }: IncidentRow, step: IncidentStep): Promise<void> {
    if (step.kind === 'timed')
      await tx.query(`UPDATE incidents SET started_at = $2, ended_at = $3 WHERE id = $1`, [
        id,
        step.startedAt,
        step.endedAt,
      ]);
    if (step.kind === 'classified')
      await tx.query(`UPDATE incidents SET classification = $2 WHERE id = $1`, [
        id,
        isMajor(step.criteria) ? 'major' : 'not_major',
      ]);
    if (step.kind === 'closed') await tx.query(`UPDATE incidents SET status = 'closed' WHERE id = $1`, [id]);
  }

  /** Writes down which clock runs next, for lists and alarms. */
  private async settle(tx: Transaction, id: string): Promise<Incident> {
    const row = await find(tx, id);
    if (!row) throw new RangeError('an incident that was just written is not there');
    const clocks = clocksOf(row.detected_at, eventsOf(await entriesOf(tx, id)), new Date());
    const next = row.status === 'open' ? clocks.find(({ state }) => state !== 'done') : undefined;
    const values = [next?.report ?? null, next?.near_at ?? null, next?.due_at ?? null];
    await tx.query(`UPDATE incidents SET next_report = $2, next_near_at = $3, next_due_at = $4 WHERE id = $1`, [
      id,
      ...values,
    ]);
    const settled = await find(tx, id);
    if (!settled) throw new RangeError('an incident that was just written is not there');
    return this.show(tx, settled);
  }

  private async addEntry(
    tx: Transaction,
    staff: StaffIdentity,
    id: string,
    number: number,
    kind: string,
    facts: object,
    text: string,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO incident_entries (incident_id, number, kind, facts, text_sealed, staff_id) VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, number, kind, JSON.stringify(facts), this.secrets.seal(text, textLocation(id, number)), staff.id],
    );
  }

  private record(
    tx: Transaction,
    staff: StaffIdentity,
    id: string,
    details: Record<string, string | boolean>,
  ): Promise<void> {
    return this.lookUps.record(tx, staff, 'registered', { subject: subjectOf(id), details });
  }

  private async show(tx: Transaction, row: IncidentRow): Promise<Incident> {
    const now = new Date();
    const entries = await entriesOf(tx, row.id);
    return {
      ...toSummary(row, now),
      clocks: clocksOf(row.detected_at, eventsOf(entries), now).map((clock) => ({
        report: clock.report,
        state: clock.state,
        due_at: clock.due_at?.toISOString() ?? null,
        free_day_until: clock.free_day_until?.toISOString() ?? null,
        done_at: clock.done_at?.toISOString() ?? null,
      })),
      entries: entries.map(({ text_sealed: sealed, made_at: at, ...entry }) => ({
        ...entry,
        text: this.secrets.open(sealed, textLocation(row.id, entry.number)),
        made_at: at.toISOString(),
      })),
    };
  }
}

async function find(tx: Transaction, id: string, lock = ''): Promise<IncidentRow | undefined> {
  const [row] = await queryRows<IncidentRow>(tx, `SELECT ${columns} FROM incidents WHERE id = $1 ${lock}`, [id]);
  return row;
}

async function listed(tx: Transaction, list: IncidentList, most: number): Promise<IncidentSummary[]> {
  const rows = await queryRows<IncidentRow>(
    tx,
    `SELECT ${columns} FROM incidents WHERE ${conditions[list]} LIMIT ${most}`,
  );
  const now = new Date();
  return rows.map((row) => toSummary(row, now));
}

function entriesOf(tx: Transaction, id: string): Promise<EntryRow[]> {
  return queryRows<EntryRow>(
    tx,
    `SELECT e.number, e.kind, e.facts, e.text_sealed, s.name AS made_by, e.made_at
     FROM incident_entries e JOIN staff_members s ON s.id = e.staff_id WHERE e.incident_id = $1 ORDER BY e.number`,
    [id],
  );
}

function subjectOf(id: string) {
  return { type: 'incident', id: toPublicId('incident', id) };
}

function textLocation(id: string, number: number) {
  return { table: 'incident_entries', column: 'text_sealed', rowId: `${id} ${number}`, partnerId: null };
}
