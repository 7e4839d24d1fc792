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

/** An endpoint that answered once, at once. */
async function provenLanes(endpointId: string): Promise<EndpointLanes> {
  const lanes = new EndpointLanes(16);
  await lanes.enter(endpointId);
  lanes.leave(endpointId, quick);
  return lanes;
}

describe('EndpointLanes', () => {
  it('bounds each endpoint on its own, to one until it has answered', async () => {
    const lanes = new EndpointLanes(16);
    expect(await enterAll(lanes, 'slow')).toBe(1);
    expect(await lanes.enter('other')).toBe(true);
    expect(await enterAll(await provenLanes('busy'), 'busy')).toBe(4);
  });

  it('narrows to one at a time for an endpoint that fails', async () => {
    const lanes = await provenLanes('slow');
    const entered = await enterAll(lanes, 'slow');
    for (let left = 0; left < entered; left += 1) lanes.leave('slow', failed);
    // Those that had waited in line.
    await Promise.resolve();
    lanes.leave('slow', failed);
    expect(await lanes.enter('slow')).toBe(false);
  });

  it('widens for one that answers quickly, up to a bound', async () => {
    const lanes = new EndpointLanes(16);
    for (let answer = 0; answer < 20; answer += 1) {
      await lanes.enter('busy');
      lanes.leave('busy', quick);
    }
    expect(await enterAll(lanes, 'busy')).toBe(8);
  });

  it('leaves half of the hands to endpoints that are known to answer', async () => {
    const lanes = await provenLanes('prompt');
    let hanging = 0;
    for (let endpoint = 0; endpoint < 12; endpoint += 1) {
      void lanes.enter(`hanging ${endpoint}`).then((hasPlace) => (hanging += Number(hasPlace)));
    }
    await Promise.resolve();
    expect(hanging).toBe(8);
    expect(await lanes.enter('prompt')).toBe(true);
    // What answers well makes room for the next that is not known.
    lanes.leave('hanging 0', quick);
    expect(await lanes.enter('another')).toBe(true);
  });

  it('lets those wait in line who come to one that answers promptly, in the order in which they came', async () => {
    const lanes = await provenLanes('busy');
    for (let place = 0; place < 4; place += 1) await lanes.enter('busy');
    const came: string[] = [];
    const line = ['first', 'second', 'third'].map(async (name) => came.push(`${name} ${await lanes.enter('busy')}`));
    lanes.leave('busy', quick);
    await Promise.all(line);
    // One place that was left, and one by which the lane grew; the third was not patient enough.
    expect(came).toEqual(['first true', 'second true', 'third false']);
  });

  it('lets two wait at one that has not answered yet, a moment and once', async () => {
    const lanes = new EndpointLanes(16);
    await lanes.enter('new');
    const line = [lanes.enter('new'), lanes.enter('new')];
    expect(await lanes.enter('new')).toBe(false);
    expect(await Promise.all(line)).toEqual([false, false]);
    const askedAt = performance.now();
    expect(await lanes.enter('new')).toBe(false);
    expect(performance.now() - askedAt).toBeLessThan(100);
  });

  it('turns them away at once from one that is slow', async () => {
    const lanes = new EndpointLanes(16);
    await lanes.enter('slow');
    lanes.leave('slow', { succeeded: true, durationMs: 1_000 });
    await enterAll(lanes, 'slow');
    expect(await lanes.enter('slow')).toBe(false);
  });

  it('puts off each behind those that were put off before, and none behind what has been done', async () => {
    const lanes = new EndpointLanes(16);
    await lanes.enter('slow');
    lanes.leave('slow', failed);
    await lanes.enter('slow');
    const delays = Array.from({ length: 40 }, () => lanes.delayMs('slow'));
    // 2 s each, one at a time.
    expect(delays[19]).toBeGreaterThan(35_000);
    expect(delays[19]).toBeLessThanOrEqual(40_000);
    expect(delays[39]).toBe(60_000);
    lanes.leave('slow', quick);
    expect(lanes.delayMs('slow')).toBeLessThan(500);
  });
});
