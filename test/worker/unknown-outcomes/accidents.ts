import type { Rail } from '../../support/payers.js';

export const orderPath: Record<Rail, string> = {
  psp_draft: '^/v1/user/\\d+/payment-service-provider-draft-payment$',
  issuer_transaction: '^/v1/user/\\d+/payment-service-provider-issuer-transaction$',
  draft: '^/v1/user/\\d+/monetary-account/\\d+/draft-payment$',
};

export const refusal = { Error: [{ error_description: 'Not today.', error_description_translated: 'Not today.' }] };
export const tooMany = {
  Error: [
    {
      error_description: 'Too many requests. You can do a maximum of 5 calls per 1 second to this endpoint.',
      error_description_translated: 'Too many requests.',
    },
  ],
};
const used = {
  Error: [
    {
      error_description: 'The request id was already used: X-Bunq-Client-Request-Id must be unique per device.',
      error_description_translated: 'Used.',
    },
  ],
};

export interface Accident {
  name: string;
  effect: Record<string, unknown>;
  times?: number;
  /** `refused` when the bank said no before it acted; else the payment goes through in the end. */
  ends: 'executed' | 'failed';
  /** Takes so many reads and sends that a slow machine may reach the time of giving up first. */
  mayReview?: boolean;
}

export const accidents: Accident[] = [
  { name: 'the connection breaks before the bank acts', effect: { drop: 'before' }, ends: 'executed' },
  { name: 'the connection breaks after the bank acted', effect: { drop: 'after' }, ends: 'executed' },
  { name: 'the bank acts and never answers', effect: { drop: 'hang' }, ends: 'executed' },
  { name: 'the bank is slower than we wait', effect: { delay_ms: 1_900, delay_when: 'before' }, ends: 'executed' },
  { name: '500 without acting', effect: { status: 500, body: refusal }, ends: 'executed' },
  { name: '500 after acting', effect: { status: 500, body: refusal, act: true }, ends: 'executed' },
  { name: '491, maintenance, after acting', effect: { status: 491, body: refusal, act: true }, ends: 'executed' },
  { name: 'a page instead of an answer', effect: { status: 200, body: '<html>hello</html>' }, ends: 'executed' },
  {
    name: 'a page instead of an answer, after acting',
    effect: { status: 502, body: '<html>', act: true },
    ends: 'executed',
  },
  { name: 'half an answer', effect: { truncate: true }, ends: 'executed' },
  { name: 'an answer with a wrong signature', effect: { bad_signature: true }, ends: 'executed' },
  { name: '429, without acting', effect: { status: 429, body: tooMany }, ends: 'executed' },
  { name: '400, without acting', effect: { status: 400, body: refusal }, ends: 'failed' },
  {
    name: '400 with a wrong signature, after acting',
    effect: { status: 400, body: refusal, act: true, bad_signature: true },
    ends: 'executed',
  },
  { name: 'the id was used, after acting', effect: { status: 400, body: used, act: true }, ends: 'executed' },
  { name: 'two sends in a row are lost', effect: { drop: 'before' }, times: 2, ends: 'executed', mayReview: true },
];
