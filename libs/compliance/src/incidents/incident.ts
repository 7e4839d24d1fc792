import { toPublicId } from '@sluis/persistence';
import type { ClockEvent, IncidentClock } from './incident-clock.js';
import { type IncidentCriteria, type incidentNatures, type IncidentReport, incidentReports } from './incident-law.js';

export const incidentLists = ['open', 'closed', 'all'] as const;
export type IncidentList = (typeof incidentLists)[number];

export interface IncidentSummary {
  id: string;
  case_reference: string;
  nature: string;
  status: 'open' | 'closed';
  classification: 'not_classified' | 'major' | 'not_major';
  detected_at: string;
  started_at: string | null;
  ended_at: string | null;
  next: { report: string; due_at: string | null; state: 'running' | 'near' | 'overdue' | 'owed' } | null;
}

export interface IncidentEntry {
  number: number;
  kind: string;
  facts: Record<string, unknown>;
  text: string;
  made_by: string;
  made_at: string;
}

export interface Incident extends IncidentSummary {
  clocks: {
    report: string;
    state: IncidentClock['state'];
    due_at: string | null;
    free_day_until: string | null;
    done_at: string | null;
  }[];
  entries: IncidentEntry[];
}

export interface NewIncident {
  caseReference: string;
  nature: (typeof incidentNatures)[number];
  detectedAt: Date;
  startedAt?: Date | undefined;
  text: string;
}

export type IncidentStep =
  | { kind: 'noted'; text: string }
  | { kind: 'timed'; startedAt: Date; endedAt: Date | null; text: string }
  | { kind: 'classified'; criteria: IncidentCriteria; classifiedAt: Date; text: string }
  | { kind: 'reported'; report: IncidentReport; sentAt: Date; reference: string; text: string }
  /** Art. 5(3): the supervisor was told before the limit that a report comes late, and why. */
  | { kind: 'delay_told'; report: IncidentReport; text: string }
  | { kind: 'closed'; text: string };

export interface IncidentRow {
  id: string;
  case_reference: string;
  nature: string;
  status: IncidentSummary['status'];
  classification: IncidentSummary['classification'];
  detected_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  next_report: string | null;
  next_near_at: Date | null;
  next_due_at: Date | null;
}

export interface EntryRow {
  number: number;
  kind: string;
  facts: Record<string, unknown>;
  text_sealed: Buffer;
  made_by: string;
  made_at: Date;
}

/** What the clocks go by. */
export function eventsOf(entries: readonly EntryRow[]): ClockEvent[] {
  return entries.flatMap(({ kind, facts }): ClockEvent[] => {
    if (kind === 'classified')
      return [{ kind, major: facts['major'] === true, at: new Date(String(facts['classified_at'])) }];
    const report = incidentReports.find((known) => known === facts['report']);
    if (kind !== 'reported' || !report) return [];
    return [{ kind, report, at: new Date(String(facts['sent_at'])) }];
  });
}

export function toSummary(row: IncidentRow, now: Date): IncidentSummary {
  return {
    id: toPublicId('incident', row.id),
    case_reference: row.case_reference,
    nature: row.nature,
    status: row.status,
    classification: row.classification,
    detected_at: row.detected_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    ended_at: row.ended_at?.toISOString() ?? null,
    next:
      row.next_report === null
        ? null
        : { report: row.next_report, due_at: row.next_due_at?.toISOString() ?? null, state: stateOf(row, now) },
  };
}

function stateOf({ next_due_at: due, next_near_at: near }: IncidentRow, now: Date) {
  if (due === null || near === null) return 'owed';
  if (now >= due) return 'overdue';
  return now >= near ? 'near' : 'running';
}
