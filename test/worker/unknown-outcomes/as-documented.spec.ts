import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rails } from '../../support/payers.js';
import { Doubt } from './doubt.js';

let doubt: Doubt;
beforeAll(async () => {
  doubt = await Doubt.open();
}, 60_000);
afterAll(() => doubt.close());

describe('a bank as documented', () => {
  it('ends every accident with one order and one movement at most', async () => {
    await doubt.setBank();
    expect(await doubt.meetAccidents(rails, { mayReview: false })).toEqual([]);
    expect(await doubt.violations()).toEqual([]);
  }, 300_000);
});

describe('a bank that shows PSP drafts without ids', () => {
  it('ends every accident with one order and one movement at most', async () => {
    await doubt.setBank({ pspDraftsWithoutId: true });
    expect(await doubt.meetAccidents(['psp_draft'], { mayReview: true })).toEqual([]);
    expect(await doubt.violations()).toEqual([]);
  }, 300_000);
});
