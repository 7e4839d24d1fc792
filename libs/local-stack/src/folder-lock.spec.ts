import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.js';
import { temporaryFolder } from '../../../test/support/services/temporary-folder.js';

describe('lockFolder', () => {
  it('lets exactly one of many rivals in, also when a dead lock must be cleared first', async () => {
    const file = join(await temporaryFolder(), 'lock');
    await writeFile(file, JSON.stringify({ pid: 999_999_999, startedAt: '0' }));
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(file, 'here')));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each(['', '{"pid":', 'null'])('clears a lock file cut short: %j', async (content) => {
    const file = join(await temporaryFolder(), 'lock');
    await writeFile(file, content);
    expect((await lockFolder(file, 'here')).recovered).toBe(true);
  });

  it('can be taken again after its release', async () => {
    const file = join(await temporaryFolder(), 'lock');
    await (await lockFolder(file, 'here')).release();
    expect((await lockFolder(file, 'here')).recovered).toBe(false);
  });
});
