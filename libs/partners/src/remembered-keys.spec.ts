import { latestApiVersion } from '@sluis/api-versions';
import { describe, expect, it } from 'vitest';
import { RememberedKeys, type KnownKey } from './remembered-keys.js';

const key = (partnerId: string): KnownKey => ({
  secretHash: Buffer.alloc(32),
  identity: {
    partnerId,
    apiKeyId: 'key_1',
    mode: 'test',
    scopes: ['*'],
    apiVersion: latestApiVersion,
    requestsPerMinute: null,
  },
  isUseNoted: true,
});

function watched(answers: (KnownKey | undefined)[]) {
  const looks = { count: 0 };
  const look = () => Promise.resolve(answers[looks.count++]);
  return { looks, look };
}

describe('RememberedKeys', () => {
  it('looks once within a second, and again after it', async () => {
    const clock = { now: 0 };
    const keys = new RememberedKeys(() => clock.now);
    const { looks, look } = watched([key('first'), key('second')]);
    expect((await keys.find('a', look))?.identity.partnerId).toBe('first');
    clock.now = 999;
    expect((await keys.find('a', look))?.identity.partnerId).toBe('first');
    expect(looks.count).toBe(1);
    clock.now = 1_000;
    expect((await keys.find('a', look))?.identity.partnerId).toBe('second');
  });

  it('counts the second from before the look', async () => {
    const clock = { now: 0 };
    const keys = new RememberedKeys(() => clock.now);
    const slow = async () => {
      clock.now = 1_500;
      return key('read long ago');
    };
    await keys.find('a', slow);
    const { looks, look } = watched([key('read now')]);
    await keys.find('a', look);
    expect(looks.count).toBe(1);
  });

  it('lets many requests at once look once', async () => {
    const keys = new RememberedKeys();
    const { looks, look } = watched([key('one')]);
    await Promise.all(Array.from({ length: 50 }, () => keys.find('a', look)));
    expect(looks.count).toBe(1);
  });

  it('remembers no key that does not exist, and no failure', async () => {
    const keys = new RememberedKeys();
    const { look } = watched([undefined, key('made since')]);
    expect(await keys.find('a', look)).toBeUndefined();
    expect((await keys.find('a', look))?.identity.partnerId).toBe('made since');
    await expect(keys.find('b', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect((await keys.find('b', () => Promise.resolve(key('back'))))?.identity.partnerId).toBe('back');
  });
});
