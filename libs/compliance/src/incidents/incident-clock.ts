import { endOfDay, isBusinessDay, dayInAmsterdam } from '@sluis/money';
import type { IncidentReport } from './incident-law.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What the clocks go by, in order of time. */
export type ClockEvent =
  { kind: 'classified'; major: boolean; at: Date } | { kind: 'reported'; report: IncidentReport; at: Date };

export interface IncidentClock {
  report: 'classification' | IncidentReport;
  state: 'running' | 'near' | 'overdue' | 'owed' | 'done';
  due_at: Date | null;
  near_at: Date | null;
  /** Art. 5(4): until when it may still be sent when the limit falls on a free day. */
  free_day_until: Date | null;
  done_at: Date | null;
}

interface Limit {
  from: Date;
  due: Date;
}

/**
 * The clocks of Delegated Regulation (EU) 2025/301, art. 5, that apply to an incident as it stands. One is near when less
 * than a quarter of its time is left.
 */
export function clocksOf(detectedAt: Date, events: readonly ClockEvent[], now: Date): IncidentClock[] {
  const classifications = events.filter((event) => event.kind === 'classified');
  const latest = classifications.at(-1);
  const sent = (report: IncidentReport) =>
    events.findLast((event) => event.kind === 'reported' && event.report === report)?.at;
  const initialSent = sent('initial');
  // Whoever has not classified within these hours cannot notify within them either.
  const classification = clock(
    'classification',
    { from: detectedAt, due: later(detectedAt, dayMs) },
    classifications[0]?.at,
    now,
  );
  if (!latest) return [classification];
  if (!latest.major) {
    if (initialSent === undefined) return [classification];
    const told = events.findLast((event) => event.kind === 'reported' && event.report === 'reclassified');
    const isTold = told !== undefined && events.indexOf(told) > events.indexOf(latest);
    return [classification, clock('reclassified', undefined, isTold ? told.at : undefined, now)];
  }
  const clocks = [
    classification,
    clock('initial', initialLimit(detectedAt, majorSince(classifications)), initialSent, now),
  ];
  const intermediateSent = sent('intermediate');
  if (initialSent) {
    const due = later(initialSent, 3 * dayMs);
    clocks.push(clock('intermediate', { from: initialSent, due }, intermediateSent, now));
  }
  if (intermediateSent) {
    const due = monthAfter(intermediateSent);
    clocks.push(clock('final', { from: intermediateSent, due }, sent('final'), now));
  }
  return clocks;
}

/** Four hours from the classification and 24 from knowing of it; when it became major later than that, the four hours alone. */
function initialLimit(detectedAt: Date, classifiedAt: Date): Limit {
  const afterAware = later(detectedAt, dayMs);
  const afterMajor = later(classifiedAt, 4 * hourMs);
  const due = classifiedAt <= afterAware && afterAware < afterMajor ? afterAware : afterMajor;
  return { from: classifiedAt, due };
}

function majorSince(classifications: readonly { major: boolean; at: Date }[]): Date {
  const before = classifications.findLastIndex(({ major }) => !major);
  const first = classifications[before + 1];
  if (!first) throw new RangeError('an incident that is major was classified as major');
  return first.at;
}

function clock(
  report: IncidentClock['report'],
  limit: Limit | undefined,
  doneAt: Date | undefined,
  now: Date,
): IncidentClock {
  const nearAt = limit && new Date(limit.due.getTime() - (limit.due.getTime() - limit.from.getTime()) / 4);
  const state = () => {
    if (doneAt) return 'done';
    if (!limit || !nearAt) return 'owed';
    if (now >= limit.due) return 'overdue';
    return now >= nearAt ? 'near' : 'running';
  };
  const isReport = report !== 'classification';
  return {
    report,
    state: state(),
    due_at: limit?.due ?? null,
    near_at: nearAt ?? null,
    free_day_until: limit && isReport ? noonAfterFreeDays(limit.due) : null,
    done_at: doneAt ?? null,
  };
}

/** The same date and hour of the next month, or its last day. Not the end of that day: earlier is safe. */
function monthAfter(moment: Date): Date {
  const due = new Date(moment);
  due.setUTCMonth(due.getUTCMonth() + 1);
  if (due.getUTCDate() !== moment.getUTCDate()) due.setUTCDate(0);
  return due;
}

/** @returns noon of the next working day, null when the limit falls on one */
function noonAfterFreeDays(due: Date): Date | null {
  let day = dayInAmsterdam(due);
  if (!isFreeDay(day)) return null;
  while (isFreeDay(day)) day = later(day, dayMs);
  return later(endOfDay(later(day, -dayMs)), dayMs / 2);
}

/**
 * Weekends, and of the days on which TARGET is closed those that are free by Dutch law too. Free days that TARGET does not
 * know are left out: the limit is shown earlier, never later.
 */
function isFreeDay(day: Date): boolean {
  const weekday = day.getUTCDay();
  if (weekday === 0 || weekday === 6) return true;
  if (isBusinessDay(day)) return false;
  const date = day.toISOString().slice(5, 10);
  const isEasterMonday = weekday === 1 && date !== '05-01';
  return isEasterMonday || ['01-01', '12-25', '12-26'].includes(date);
}

function later(moment: Date, ms: number): Date {
  return new Date(moment.getTime() + ms);
}
