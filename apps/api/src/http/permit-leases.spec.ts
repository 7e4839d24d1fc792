import { describe, expect, it } from 'vitest';
import { PermitLeases } from './permit-leases.js';

/** A window that is shared by processes, and how often each asked. */
function windowOf(limit: number) {
  let taken = 0;
  let endsAt = 60_000;
  const asked: number[] = [];
  const clock = { now: 0 };
  const ask = (_: string, wanted: number) => {
    if (clock.now >= endsAt) {
      taken = 0;
      endsAt = clock.now + 60_000;
    }
    asked.push(wanted);
    const granted = Math.min(wanted, limit - taken);
    taken += granted;
    return Promise.resolve({ granted, left: limit - taken, resetMs: endsAt - clock.now });
  };
  return { clock, asked, process: (block: number) => new PermitLeases(block, ask, () => clock.now) };
}

async function given(leases: PermitLeases, requests: number): Promise<number> {
  const permits = await Promise.all(Array.from({ length: requests }, () => leases.take('partner')));
  return permits.filter(({ isGiven }) => isGiven).length;
}

describe('permits taken in blocks', () => {
  it('are asked for once a block, and told one by one', async () => {
    const { asked, process } = windowOf(1_000);
    const leases = process(5);
    const left: number[] = [];
    for (let request = 0; request < 6; request += 1) left.push((await leases.take('partner')).left);
    expect(left).toEqual([999, 998, 997, 996, 995, 994]);
    expect(asked).toEqual([5, 5]);
  });

  it('are exactly as many as there are, however many want one at once, and nobody asks again in vain', async () => {
    const { asked, process } = windowOf(7);
    const leases = process(1);
    expect(await given(leases, 20)).toBe(7);
    const trips = asked.length;
    expect(await leases.take('partner')).toMatchObject({ isGiven: false, left: 0 });
    expect(asked).toHaveLength(trips);
  });

  it('are never more than there are over several processes, and missing by less than a block each', async () => {
    const { process } = windowOf(100);
    const [one, other] = [process(10), process(10)];
    expect(await given(one, 1)).toBe(1);
    const byOther = await given(other, 200);
    expect(byOther).toBe(90);
    expect(await given(one, 200)).toBe(9);
  });

  it('end with their window', async () => {
    const { clock, process } = windowOf(10);
    const leases = process(4);
    expect(await given(leases, 9)).toBe(9);
    clock.now = 60_000;
    expect((await leases.take('partner')).left).toBe(9);
    expect(await given(leases, 20)).toBe(9);
  });

  it('are asked for again where asking failed', async () => {
    let isAway = true;
    const leases = new PermitLeases(5, () =>
      isAway ? Promise.reject(new Error('away')) : Promise.resolve({ granted: 5, left: 0, resetMs: 1_000 }),
    );
    await expect(leases.take('partner')).rejects.toThrow('away');
    isAway = false;
    expect(await leases.take('partner')).toMatchObject({ isGiven: true });
  });
});
