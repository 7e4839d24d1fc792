import { describe, expect, it } from 'vitest';
import { EndpointLanes } from './endpoint-lanes.js';

const quick = { succeeded: true, durationMs: 20 };
const failed = { succeeded: false, durationMs: 15_000 };

function enterAll(lanes: EndpointLanes, endpointId: string): number {
  let entered = 0;
  while (lanes.enter(endpointId)) entered += 1;
  return entered;
}

describe('EndpointLanes', () => {
  it('bounds each endpoint on its own', () => {
    const lanes = new EndpointLanes();
    expect(enterAll(lanes, 'slow')).toBe(4);
    expect(lanes.enter('other')).toBe(true);
  });

  it('narrows to one at a time for an endpoint that fails', () => {
    const lanes = new EndpointLanes();
    const entered = enterAll(lanes, 'slow');
    for (let left = 0; left < entered; left += 1) lanes.leave('slow', failed);
    expect(enterAll(lanes, 'slow')).toBe(1);
  });

  it('widens for one that answers quickly, up to a bound', () => {
    const lanes = new EndpointLanes();
    lanes.enter('busy');
    for (let answer = 0; answer < 20; answer += 1) {
      lanes.enter('busy');
      lanes.leave('busy', quick);
    }
    expect(enterAll(lanes, 'busy')).toBe(7);
  });
});
