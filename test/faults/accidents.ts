import { isSecond, type Answers } from './questions.js';

/** What befalls a call that places an order. */
export interface Accident {
  name: string;
  /** As the emulator's control API takes it. */
  effect: Record<string, unknown>;
  /** Whether the bank has the order afterwards. */
  acted: boolean;
  /**
   * What a caller may make of it: a signed refusal; proof that nothing happened, so that it may simply be tried again; or a doubt, which
   * only reads of the bank can end. `news`: the order itself goes well, and what is told of it later goes wrong.
   */
  leaves: 'refusal' | 'retry' | 'doubt' | 'news';
}

const errorBody = (text: string) => ({ Error: [{ error_description: text, error_description_translated: text }] });
const refusal = errorBody('Not today.');
const tooMany = 'Too many requests. You can do a maximum of 5 calls per 1 second to this endpoint.';
const used = errorBody('The request id was already used: X-Bunq-Client-Request-Id must be unique per device.');
/** Longer than the worker waits for an answer. */
const tooLongMs = 2_300;

export const accidents: readonly Accident[] = [
  { name: 'none', effect: { delay_ms: 0 }, acted: true, leaves: 'news' },
  { name: 'breaks before acting', effect: { drop: 'before' }, acted: false, leaves: 'doubt' },
  { name: 'breaks after acting', effect: { drop: 'after' }, acted: true, leaves: 'doubt' },
  { name: 'acts, never answers', effect: { drop: 'hang' }, acted: true, leaves: 'doubt' },
  {
    name: 'acts late, answers late',
    effect: { delay_ms: tooLongMs, delay_when: 'before' },
    acted: true,
    leaves: 'doubt',
  },
  { name: 'acts, answers late', effect: { delay_ms: tooLongMs, delay_when: 'after' }, acted: true, leaves: 'doubt' },
  { name: '500, did not act', effect: { status: 500, body: refusal }, acted: false, leaves: 'doubt' },
  { name: '500, acted', effect: { status: 500, body: refusal, act: true }, acted: true, leaves: 'doubt' },
  { name: '491, did not act', effect: { status: 491, body: refusal }, acted: false, leaves: 'doubt' },
  { name: '491, acted', effect: { status: 491, body: refusal, act: true }, acted: true, leaves: 'doubt' },
  { name: 'a page, did not act', effect: { status: 200, body: '<html>hello' }, acted: false, leaves: 'doubt' },
  { name: 'a page, acted', effect: { status: 502, body: '<html>', act: true }, acted: true, leaves: 'doubt' },
  { name: 'half an answer', effect: { truncate: true }, acted: true, leaves: 'doubt' },
  { name: 'a wrong signature', effect: { bad_signature: true }, acted: true, leaves: 'doubt' },
  {
    name: 'a lie with a wrong signature',
    effect: { status: 400, body: refusal, act: true, bad_signature: true },
    acted: true,
    leaves: 'doubt',
  },
  { name: 'says used, acted', effect: { status: 400, body: used, act: true }, acted: true, leaves: 'doubt' },
  { name: '429', effect: { refuse: { status: 429, text: tooMany } }, acted: false, leaves: 'retry' },
  { name: 'a refusal', effect: { refuse: { status: 400 } }, acted: false, leaves: 'refusal' },
  { name: 'callback lost', effect: { callback: 'lose' }, acted: true, leaves: 'news' },
  { name: 'callback doubled', effect: { callback: 'repeat' }, acted: true, leaves: 'news' },
  { name: 'callback forged', effect: { callback: 'forge' }, acted: true, leaves: 'news' },
  { name: 'callbacks out of order', effect: { callback: 'reorder' }, acted: true, leaves: 'news' },
];

export function isOfCallbacks({ effect }: Accident): boolean {
  return 'callback' in effect;
}

/** What an accident leaves at this bank: a refusal that nobody signed is no ground for a final status. */
export function doubtOf({ leaves }: Accident, answers: Answers): Accident['leaves'] {
  if (leaves === 'refusal' && isSecond(answers, 'errors')) return 'doubt';
  return leaves;
}

/**
 * Accidents of reading that every list meets now and then while orders are being found, drawn by the emulator from a seed.
 */
export const readingAccidents: readonly Record<string, unknown>[] = [
  { drop: 'before' },
  { status: 500, body: refusal },
  { status: 491, body: refusal },
  { bad_signature: true },
  { truncate: true },
  { status: 200, body: '<html>' },
];
