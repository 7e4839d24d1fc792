import { array, assert as assertProperty, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda } from './agenda.js';

describe('the agenda', () => {
  it('gives back what is due in order of time, and nothing that is not', () => {
    assertProperty(
      property(array(integer({ min: 0, max: 50 }), { maxLength: 60 }), integer({ min: 0, max: 50 }), (times, now) => {
        const agenda = new Agenda();
        for (const [id, at] of times.entries()) agenda.add({ at, kind: 'request', id });
        const taken: number[] = [];
        for (let due = agenda.takeDue(now); due !== undefined; due = agenda.takeDue(now)) taken.push(due.at);
        const sorted = times.toSorted((one, other) => one - other);
        expect(taken).toEqual(sorted.filter((at) => at <= now));
        expect(agenda.nextAt()).toBe(sorted.find((at) => at > now));
      }),
      { numRuns: 300 },
    );
  });

  it('tells when something comes first that was not expected before', () => {
    const agenda = new Agenda();
    let told = 0;
    agenda.onEarlier = () => (told += 1);
    for (const at of [5, 7, 3, 4]) agenda.add({ at, kind: 'schedule', id: at });
    expect(told).toBe(2);
  });
});
