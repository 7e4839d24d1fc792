// npm run fuzz -- --requests 20000 [--seed 7]: as many requests as asked for, generated from the published document.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { optionsOf } from '../../scripts/options-of.ts';

const results = 'test/results/fuzz.json';
const values = optionsOf('npm run fuzz -- [--requests 20000] [--seed N]', {
  requests: { type: 'string', default: '20000' },
  seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
});
rmSync(results, { force: true });
const { status } = spawnSync('node_modules/.bin/vitest', ['run', 'test/fuzz', '--maxWorkers', '1'], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_REQUESTS: values.requests, FUZZ_SEED: values.seed },
});
if (existsSync(results)) {
  const { sent, seconds, statuses, operations, neverDone, faults, seed } = JSON.parse(readFileSync(results, 'utf8'));
  console.log(`seed ${seed}: ${sent} requests to ${operations} operations in ${seconds} s`);
  console.log(
    Object.entries(statuses)
      .map(([code, count]) => `${code}: ${count}`)
      .join(', '),
  );
  if (neverDone.length > 0) console.log(`never answered with success: ${neverDone.join(', ')}`);
  console.log(`${faults.length} answers that the document does not allow`);
}
process.exit(status ?? 1);
