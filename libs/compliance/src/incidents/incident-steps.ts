import { refusalsOf } from '@sluis/errors';
import type { Transaction } from '@sluis/persistence';
import { type ClockEvent, clocksOf } from './incident-clock.js';
import { type IncidentFigures, incidentFiguresOf, longestWindowMs } from './incident-figures.js';
import { type IncidentReport, isMajor } from './incident-law.js';
import { type EntryRow, eventsOf, type IncidentRow, type IncidentStep } from './incident.js';

export const refused = refusalsOf('The register was not changed.');

/**
 * Checks that the step follows from what there is.
 *
 * @returns what its entry holds beside the text
 * @throws DomainError request_invalid  it does not
 */
export async function factsOf(
  tx: Transaction,
  row: IncidentRow,
  entries: readonly EntryRow[],
  step: IncidentStep,
): Promise<Record<string, unknown>> {
  const now = new Date();
  const events = eventsOf(entries);
  const hasSent = (report: IncidentReport) =>
    events.some((event) => event.kind === 'reported' && event.report === report);
  const clocks = clocksOf(row.detected_at, events, now);
  switch (step.kind) {
    case 'noted':
      return {};
    case 'timed':
      checkWindow(step.startedAt, step.endedAt, now);
      return { started_at: step.startedAt.toISOString(), ended_at: step.endedAt?.toISOString() ?? null };
    case 'classified':
      checkClassification(step.classifiedAt, row, events, now);
      return { ...step.criteria, major: isMajor(step.criteria), classified_at: step.classifiedAt.toISOString() };
    case 'delay_told':
      if (!clocks.some(({ report, state }) => report === step.report && state !== 'done'))
        throw refused('/report', 'is not due');
      return { report: step.report };
    case 'reported': {
      const { report, sentAt, reference } = step;
      const isMajorNow = row.classification === 'major';
      if (report === 'reclassified' ? isMajorNow || !hasSent('initial') : !isMajorNow)
        throw refused('/report', 'does not go with how the incident is classified');
      if (report === 'intermediate' && !hasSent('initial'))
        throw refused('/report', 'follows the initial notification');
      if (report === 'final' && !hasSent('intermediate')) throw refused('/report', 'follows the intermediate report');
      if (report !== 'intermediate' && report !== 'reclassified' && hasSent(report))
        throw refused('/report', 'was sent already');
      const lastSent = events.findLast(({ kind }) => kind === 'reported')?.at ?? row.detected_at;
      if (sentAt > now || sentAt < lastSent)
        throw refused('/sent_at', 'must lie between now and what was sent before, or the detection');
      // What updates a report that was sent has no limit of its own.
      const due = clocks.find((clock) => clock.report === report && clock.state !== 'done')?.due_at ?? null;
      return {
        report,
        sent_at: sentAt.toISOString(),
        reference,
        due_at: due?.toISOString() ?? null,
        was_late: due !== null && sentAt > due,
        figures: await figuresOf(tx, row),
      };
    }
    case 'closed': {
      if (row.classification === 'not_classified') throw refused('/kind', 'is not possible: it is not classified');
      const waiting = clocks.find(({ state }) => state !== 'done');
      if (waiting) throw refused('/kind', `is not possible: the ${waiting.report} report was not sent`);
      if (row.classification === 'major' && !hasSent('final'))
        throw refused('/kind', 'is not possible: the final report was not sent');
      return {};
    }
  }
}

/** What of them the audit trail holds, for good: no figures. */
export function shortFactsOf(facts: Record<string, unknown>): Record<string, string | boolean> {
  const shown = ['major', 'classified_at', 'report', 'reference', 'was_late', 'started_at', 'ended_at'];
  const short: Record<string, string | boolean> = {};
  for (const name of shown) {
    const value = facts[name];
    if (typeof value === 'string' || typeof value === 'boolean') short[name] = value;
  }
  return short;
}

export function figuresOf(tx: Transaction, row: IncidentRow): Promise<IncidentFigures> {
  return incidentFiguresOf(tx, row.started_at ?? row.detected_at, row.ended_at, new Date());
}

function checkClassification(at: Date, row: IncidentRow, events: readonly ClockEvent[], now: Date): void {
  const before = events.findLast(({ kind }) => kind === 'classified')?.at ?? row.detected_at;
  if (at > now || at < before)
    throw refused('/classified_at', 'must lie between now and the last classification, or the detection');
}

export function checkWindow(startedAt: Date, endedAt: Date | null, now: Date): void {
  if (startedAt > now) throw refused('/started_at', 'must not be in the future');
  if (endedAt === null) return;
  if (endedAt > now) throw refused('/ended_at', 'must not be in the future');
  if (endedAt < startedAt) throw refused('/ended_at', 'must not be before it began');
  if (endedAt.getTime() - startedAt.getTime() > longestWindowMs)
    throw refused('/ended_at', 'must be at most 92 days after it began');
}
