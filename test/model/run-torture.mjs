// npm run torture -- [--runs 2000] [--seed 1] [--bank lagging] [--path 0:1 --replay A:B] [--at-once 12] [--shrink seconds]
// npm run torture -- --plants 20
import { spawnSync } from 'node:child_process';
import { optionsOf } from '../../scripts/options-of.ts';

const values = optionsOf(
  'npm run torture -- [--runs 2000] [--seed N] [--bank lagging] [--path 0:1 --replay A:B] [--at-once 12] [--shrink SECONDS] [--plants 20]',
  {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 30)) },
    bank: { type: 'string' },
    path: { type: 'string' },
    replay: { type: 'string' },
    'at-once': { type: 'string', default: '12' },
    shrink: { type: 'string', default: '0' },
    plants: { type: 'string' },
  },
);
if (values.path !== undefined && values.bank === undefined) throw new Error('--path needs the --bank of the failure');

const files = values.plants === undefined ? `test/model/torture-${values.bank ?? ''}` : 'test/model/planted-bugs';
const { status } = spawnSync('vitest', ['run', files, '--retry', '0', '--disable-console-intercept'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    TORTURE_RUNS: values.runs,
    TORTURE_SEED: values.seed,
    TORTURE_AT_ONCE: values['at-once'],
    TORTURE_SHRINK_MS: String(Number(values.shrink) * 1_000),
    ...(values.bank && { TORTURE_BANKS: '1' }),
    ...(values.path && { TORTURE_PATH: values.path }),
    ...(values.replay && { TORTURE_REPLAY: values.replay }),
    ...(values.plants && { TORTURE_PLANTS: values.plants }),
  },
});
process.exit(status ?? 1);
