import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rails } from '../../support/payers.js';
import { Doubt } from './doubt.js';

let doubt: Doubt;
beforeAll(async () => {
  doubt = await Doubt.open();
}, 60_000);
afterAll(() => doubt.close());

// Where neither the list nor the request id tells at once, a slow machine may reach the time of giving up.
describe('a bank that takes request ids twice while its lists lag', () => {
  it('ends every accident with one order and one movement at most', async () => {
    await doubt.setBank({ listLagSeconds: 1, enforceRequestIds: false });
    expect(await doubt.meetAccidents(rails, { mayReview: true })).toEqual([]);
    expect(await doubt.violations()).toEqual([]);
  }, 300_000);
});
