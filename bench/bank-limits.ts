import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '@sluis/local-stack';
import { workOffBacklog } from '../test/support/bank-backlog/backlog.js';

// Two processes, one budget, bunq's documented figure for writes: how politely and how fully is it used?
// npm run bench:file -- bench/bank-limits.ts
const limit = { calls: 5, seconds: 3 };
const folder = await mkdtemp(join(tmpdir(), 'bank-limits-'));
const redis = await startRedis({ dataDir: join(folder, 'redis'), throwaway: true, log: () => {} });
try {
  const shared = { redisUrl: redis.url, limit };
  const steady = await workOffBacklog({ ...shared, keyPrefix: 'steady', writes: 300 });
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  console.log(`300 writes at ${limit.calls} per ${limit.seconds} s, two processes:`);
  console.log(`  ${steady.calls} calls in ${(steady.ms / 1_000).toFixed(1)} s, ${steady.booked} booked`);
  console.log(`  refused with 429: ${steady.refused} (${percent(steady.refused / steady.calls)})`);
  console.log(`  used of the allowed rate: ${percent(steady.used)}`);

  const halved = await workOffBacklog({ ...shared, keyPrefix: 'halved', writes: 60, halveAfterMs: 15_500 });
  const at = halved.halvedAt ?? Number.NaN;
  const windows = halved.refusedAt.map((time) => (time - at) / 1_000 / limit.seconds);
  console.log(`halved to ${Math.floor(limit.calls / 2)} without a word after 15.5 s, 60 writes:`);
  console.log(`  ${halved.booked} booked, ${halved.refused} refused`);
  console.log(`  refusals, in windows after the halving: ${windows.map((one) => one.toFixed(2)).join(', ')}`);
} finally {
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
}
