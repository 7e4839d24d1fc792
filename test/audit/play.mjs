// npm run audit:edits -- --edits 10000 [--seed 7]: single edits of the sealed audit trail by the database's superuser.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { optionsOf } from '../../scripts/options-of.ts';

const results = 'test/results/audit-edits.json';
const values = optionsOf('npm run audit:edits -- [--edits 10000] [--seed N]', {
  edits: { type: 'string', default: '10000' },
  seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
});
rmSync(results, { force: true });
const { status } = spawnSync(
  'node_modules/.bin/vitest',
  ['run', 'test/audit/edits.spec.ts', '--maxWorkers', '1', '--retry', '0', '--disable-console-intercept'],
  { stdio: 'inherit', env: { ...process.env, AUDIT_EDITS: values.edits, AUDIT_SEED: values.seed } },
);
if (existsSync(results)) {
  const { edits, seed, records, heads, seconds, kinds, missed } = JSON.parse(readFileSync(results, 'utf8'));
  for (const [name, { made, found, located }] of Object.entries(kinds))
    console.log(`${String(made).padStart(6)} made, ${found} found, ${located} located: ${name}`);
  console.log(
    `seed ${seed}: ${edits} edits on ${records} records under ${heads} heads in ${seconds} s, ${missed.length} missed`,
  );
}
process.exit(status ?? 1);
