import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rails } from '../../support/payers.js';
import { Doubt } from './doubt.js';

let doubt: Doubt;
beforeAll(async () => {
  doubt = await Doubt.open();
}, 60_000);
afterAll(() => doubt.close());

describe('a bank that remembers the ids of refused requests while its lists lag', () => {
  it('ends every accident with one order and one movement at most', async () => {
    await doubt.setBank({ listLagSeconds: 2, rememberRequestIdOfRefused: true });
    expect(await doubt.meetAccidents(rails, { mayReview: true })).toEqual([]);
    expect(await doubt.violations()).toEqual([]);
  }, 300_000);
});
