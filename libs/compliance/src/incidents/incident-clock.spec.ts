import { describe, expect, it } from 'vitest';
import { clocksOf, type ClockEvent } from './incident-clock.js';
import { type IncidentCriteria, isMajor } from './incident-law.js';

const at = (text: string) => new Date(`${text}:00Z`);
/** A Tuesday. */
const detected = at('2026-03-10T08:00');
const major = (text: string): ClockEvent => ({ kind: 'classified', major: true, at: at(text) });
const minor = (text: string): ClockEvent => ({ kind: 'classified', major: false, at: at(text) });
const sent = (report: 'initial' | 'intermediate' | 'final' | 'reclassified', text: string): ClockEvent => ({
  kind: 'reported',
  report,
  at: at(text),
});
const shown = (events: ClockEvent[], now = '2026-03-10T09:00', from = detected) =>
  clocksOf(from, events, at(now)).map(
    ({ report, state, due_at: due }) => `${report} ${state} ${due?.toISOString().slice(0, 16) ?? '-'}`,
  );

describe('the clocks of an incident', () => {
  it('ask for a classification within 24 hours of knowing of it', () => {
    expect(shown([])).toEqual(['classification running 2026-03-11T08:00']);
    expect(shown([], '2026-03-11T02:00')).toEqual(['classification near 2026-03-11T08:00']);
    expect(shown([], '2026-03-11T08:00')).toEqual(['classification overdue 2026-03-11T08:00']);
  });

  it('give the initial notification four hours, and never more than 24 after knowing of it', () => {
    expect(shown([major('2026-03-10T09:00')])[1]).toBe('initial running 2026-03-10T13:00');
    expect(shown([major('2026-03-10T09:00')], '2026-03-10T12:00')[1]).toBe('initial near 2026-03-10T13:00');
    expect(shown([major('2026-03-11T06:00')], '2026-03-11T06:00')[1]).toBe('initial running 2026-03-11T08:00');
  });

  it('give four hours to what became major after those 24', () => {
    expect(shown([minor('2026-03-10T09:00'), major('2026-03-12T10:00')], '2026-03-12T10:00')[1]).toBe(
      'initial running 2026-03-12T14:00',
    );
  });

  it('do not begin again when it is classified as major once more', () => {
    expect(shown([major('2026-03-10T09:00'), major('2026-03-10T11:00')])[1]).toBe('initial running 2026-03-10T13:00');
  });

  it('go from one report to the next, and a later intermediate report moves the final one', () => {
    const first = [major('2026-03-10T09:00'), sent('initial', '2026-03-10T12:30')];
    expect(shown(first)[2]).toBe('intermediate running 2026-03-13T12:30');
    const second = [...first, sent('intermediate', '2026-03-12T10:00')];
    expect(shown(second)[3]).toBe('final running 2026-04-12T10:00');
    expect(shown([...second, sent('intermediate', '2026-03-31T10:00')])[3]).toBe('final running 2026-04-30T10:00');
    expect(shown([...second, sent('final', '2026-03-20T10:00')])[3]).toBe('final done 2026-04-12T10:00');
  });

  it('end when it is not major after all, and ask to say so once something was sent', () => {
    expect(shown([major('2026-03-10T09:00'), minor('2026-03-10T10:00')])).toHaveLength(1);
    const told = [major('2026-03-10T09:00'), sent('initial', '2026-03-10T10:00'), minor('2026-03-10T11:00')];
    expect(shown(told)[1]).toBe('reclassified owed -');
    expect(shown([...told, sent('reclassified', '2026-03-10T12:00')])[1]).toBe('reclassified done -');
  });

  it.each([
    ['a Saturday', '2026-03-11T12:00', '2026-03-16T11:00'],
    ['Good Friday, a working day in the Netherlands', '2026-03-31T12:00', undefined],
    ['Saturday before Easter Monday', '2026-04-01T12:00', '2026-04-07T10:00'],
    ['Christmas Day', '2025-12-22T12:00', '2025-12-29T11:00'],
    ['the first of May', '2026-04-28T12:00', undefined],
    ['a Tuesday', '2026-03-14T12:00', undefined],
  ])('say how long a report may wait when its limit is %s', (_, initialAt, until) => {
    const events = [major(initialAt), sent('initial', initialAt)];
    const intermediate = clocksOf(at(initialAt), events, at(initialAt)).at(-1);
    expect(intermediate?.free_day_until?.toISOString().slice(0, 16)).toBe(until);
  });
});

describe('what is major', () => {
  const criteria = (changes: Partial<IncidentCriteria>): IncidentCriteria => ({
    critical_services: true,
    malicious_access: false,
    recurring: false,
    thresholds: [],
    ...changes,
  });

  it.each<[boolean, Partial<IncidentCriteria>]>([
    [false, {}],
    [false, { thresholds: ['reputation'] }],
    [false, { thresholds: ['reputation', 'reputation'] }],
    [true, { thresholds: ['reputation', 'economic_impact'] }],
    [false, { thresholds: ['reputation', 'economic_impact'], critical_services: false }],
    [true, { malicious_access: true }],
    [false, { malicious_access: true, critical_services: false }],
    [true, { recurring: true }],
  ])('is %s of %j', (expected, changes) => {
    expect(isMajor(criteria(changes))).toBe(expected);
  });
});
