import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BunqApiError, BunqOutcomeUnknownError } from './bunq-api.error.js';
import { BreakerOpenError, BunqBreakers, endpointClass } from './bunq-breaker.js';

const endpoint = 'user/{userId}/draft-payment';
const fine = async (): Promise<string> => 'fine';
const unknown = (): Promise<string> =>
  Promise.reject(new BunqOutcomeUnknownError(endpoint, 'server_error', 500, undefined));
const refused = (status: number) => (): Promise<string> =>
  Promise.reject(new BunqApiError(status, endpoint, undefined, ['no'], true));

async function runTimes(breakers: BunqBreakers, times: number, call: () => Promise<string>): Promise<void> {
  for (let time = 0; time < times; time += 1) await breakers.run('POST', endpoint, call).catch(() => {});
}

describe('BunqBreakers', () => {
  it('opens when half of twenty calls failed, for that class alone', async () => {
    const changes: string[] = [];
    const breakers = new BunqBreakers({ observer: (name, state) => changes.push(`${name} ${state}`) });
    await runTimes(breakers, 10, fine);
    await runTimes(breakers, 9, unknown);
    await expect(breakers.run('POST', endpoint, fine)).resolves.toBe('fine');
    await runTimes(breakers, 1, unknown);
    let ran = 0;
    const late = breakers.run('POST', endpoint, async () => (ran += 1));
    await expect(late).rejects.toBeInstanceOf(BreakerOpenError);
    expect(ran).toBe(0);
    expect(changes).toEqual(['write draft-payment open']);
    await expect(breakers.run('GET', endpoint, fine)).resolves.toBe('fine');
    await expect(breakers.run('POST', 'user/{userId}/payment', fine)).resolves.toBe('fine');
  });

  it.each([429, 400, 404])('takes a %i for a sign of health', async (status) => {
    const breakers = new BunqBreakers();
    await runTimes(breakers, 40, refused(status));
    await expect(breakers.run('POST', endpoint, fine)).resolves.toBe('fine');
  });

  it('makes one trial after its pause, and holds nobody up meanwhile', async () => {
    const breakers = new BunqBreakers({ firstPauseMs: 40 });
    await runTimes(breakers, 20, unknown);
    await sleep(120);
    const trial = breakers.run('POST', endpoint, () => sleep(100, 'slow'));
    await expect(breakers.run('POST', endpoint, fine)).rejects.toBeInstanceOf(BreakerOpenError);
    await expect(trial).resolves.toBe('slow');
    await expect(breakers.run('POST', endpoint, fine)).resolves.toBe('fine');
  });

  it('names classes after the resource and whether it is read or written', () => {
    expect(endpointClass('PUT', 'user/{userId}/request-inquiry/{id}')).toBe('write request-inquiry');
    expect(endpointClass('GET', 'user')).toBe('read user');
  });
});
