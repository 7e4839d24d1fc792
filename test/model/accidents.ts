import { bunqTimeoutMs } from './platform-settings.js';

/** What can befall one order on its way to the bank. */
export interface Accident {
  name: string;
  /** As the emulator's faults say it. */
  effect: Record<string, unknown>;
  /** What can be known afterwards: nothing, that the bank refused, or that it did not take it yet. */
  tells: 'nothing' | 'refused' | 'not_yet';
}

const refusal = { Error: [{ error_description: 'Not today.', error_description_translated: 'Not today.' }] };
const tooMany = {
  Error: [
    {
      error_description: 'Too many requests. You can do a maximum of 5 calls per 1 second to this endpoint.',
      error_description_translated: 'Too many requests.',
    },
  ],
};

export const lostAnswer: Accident = { name: 'lost answer', effect: { drop: 'after' }, tells: 'nothing' };

export const accidents: readonly Accident[] = [
  lostAnswer,
  { name: 'lost order', effect: { drop: 'before' }, tells: 'nothing' },
  { name: 'half an answer', effect: { truncate: true }, tells: 'nothing' },
  { name: '500 without acting', effect: { status: 500, body: refusal }, tells: 'nothing' },
  { name: '500 after acting', effect: { status: 500, body: refusal, act: true }, tells: 'nothing' },
  { name: 'a page for an answer', effect: { status: 502, body: '<html>', act: true }, tells: 'nothing' },
  { name: 'a wrong signature', effect: { bad_signature: true }, tells: 'nothing' },
  {
    name: 'a refusal nobody signed',
    effect: { status: 400, body: refusal, act: true, bad_signature: true },
    tells: 'nothing',
  },
  { name: 'a refusal', effect: { status: 400, body: refusal }, tells: 'refused' },
  { name: 'too many requests', effect: { status: 429, body: tooMany }, tells: 'not_yet' },
];

/** These take as long as the platform waits, so they are drawn less often. */
export const slowAccidents: readonly Accident[] = [
  { name: 'no answer at all', effect: { drop: 'hang' }, tells: 'nothing' },
  { name: 'a slow bank', effect: { delay_ms: bunqTimeoutMs + 50, delay_when: 'before' }, tells: 'nothing' },
];

/** The bank said no to the first order that reached it, so there is nothing in doubt. */
export function endsInRefusal(planned: readonly Accident[]): boolean {
  return planned.find(({ tells }) => tells !== 'not_yet')?.tells === 'refused';
}
