import { toCsv } from '../spreadsheet.js';
import type { Incident, IncidentSummary } from './incident.js';

/** The register, one incident a line. */
export function registerCsv(incidents: readonly IncidentSummary[]): string {
  const header = [
    'case_reference',
    'id',
    'nature',
    'status',
    'classification',
    'detected_at',
    'started_at',
    'ended_at',
    'next_report',
    'next_due_at',
  ];
  return toCsv(
    header,
    incidents.map((incident) => [
      incident.case_reference,
      incident.id,
      incident.nature,
      incident.status,
      incident.classification,
      incident.detected_at,
      incident.started_at,
      incident.ended_at,
      incident.next?.report ?? null,
      incident.next?.due_at ?? null,
    ]),
  );
}

/** The entries of one incident; each of their facts has a line of its own, by its path. */
export function entriesCsv({ case_reference: reference, entries }: Incident): string {
  return toCsv(
    ['case_reference', 'entry', 'kind', 'made_at', 'made_by', 'fact', 'value'],
    entries.flatMap(({ number, kind, made_at: at, made_by: by, text, facts }) =>
      [['text', text] as const, ...factsByPath(facts)].map(([path, value]) => [
        reference,
        number,
        kind,
        at,
        by,
        path,
        value,
      ]),
    ),
  );
}

function factsByPath(facts: object, prefix = ''): (readonly [path: string, value: string | number | null])[] {
  return Object.entries(facts).flatMap(([name, value]: [string, unknown]) => {
    const path = `${prefix}${name}`;
    if (typeof value === 'string' || typeof value === 'number' || value === null) return [[path, value] as const];
    if (typeof value === 'boolean') return [[path, value ? 'yes' : 'no'] as const];
    if (Array.isArray(value)) return [[path, value.join(' ')] as const];
    return typeof value === 'object' ? factsByPath(value, `${path}.`) : [];
  });
}
