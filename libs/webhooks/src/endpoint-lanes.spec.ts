import { describe, expect, it } from 'vitest';
import { EndpointLanes } from './endpoint-lanes.js';

const quick = { succeeded: true, durationMs: 20 };
const failed = { succeeded: false, durationMs: 15_000 };

/** @returns how many got a place without waiting */
async function enterAll(lanes: EndpointLanes, endpointId: string): Promise<number> {
  let entered = 0;
  for (let one = 0; one < 16; one += 1) {
    void lanes.enter(endpointId).then((hasPlace) => (entered += Number(hasPlace)));
  }
  await Promise.resolve();
  return entered;
}

describe('EndpointLanes', () => {
  it('bounds each endpoint on its own', async () => {
    const lanes = new EndpointLanes();
    expect(await enterAll(lanes, 'slow')).toBe(4);
    expect(await lanes.enter('other')).toBe(true);
  });

  it('narrows to one at a time for an endpoint that fails', async () => {
    const lanes = new EndpointLanes();
    const entered = await enterAll(lanes, 'slow');
    for (let left = 0; left < entered; left += 1) lanes.leave('slow', failed);
    expect(await enterAll(lanes, 'slow')).toBe(1);
  });

  it('widens for one that answers quickly, up to a bound', async () => {
    const lanes = new EndpointLanes();
    await lanes.enter('busy');
    for (let answer = 0; answer < 20; answer += 1) {
      await lanes.enter('busy');
      lanes.leave('busy', quick);
    }
    expect(await enterAll(lanes, 'busy')).toBe(7);
  });

  it('lets those wait in line who come to one that answers promptly, in the order in which they came', async () => {
    const lanes = new EndpointLanes();
    for (let place = 0; place < 4; place += 1) await lanes.enter('busy');
    lanes.leave('busy', quick);
    for (let place = 0; place < 2; place += 1) expect(await lanes.enter('busy')).toBe(true);
    const came: string[] = [];
    const line = ['first', 'second', 'third'].map(async (name) => came.push(`${name} ${await lanes.enter('busy')}`));
    lanes.leave('busy', quick);
    await Promise.all(line);
    // One place that was left, and one by which the lane grew; the third was not patient enough.
    expect(came).toEqual(['first true', 'second true', 'third false']);
  });

  it('turns them away at once from one that is slow', async () => {
    const lanes = new EndpointLanes();
    await lanes.enter('slow');
    lanes.leave('slow', { succeeded: true, durationMs: 1_000 });
    await enterAll(lanes, 'slow');
    expect(await lanes.enter('slow')).toBe(false);
  });

  it('puts off each behind those that were put off before', async () => {
    const lanes = new EndpointLanes();
    await enterAll(lanes, 'slow');
    const delays = Array.from({ length: 200 }, () => lanes.delayMs('slow'));
    // 2 s each, four at a time.
    expect(delays[99]).toBeGreaterThan(45_000);
    expect(delays[99]).toBeLessThanOrEqual(50_000);
    expect(delays[199]).toBe(60_000);
  });
});
