import { resolve } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { SlowFirst } from './test/support/slow-first.js';

/** Measures of real time over a minute: `npm run test:timed`, on a machine that does nothing else. */
const timed = ['test/contract/shared-budget.contract.spec.ts'];
const isTimedRun = process.env['TIMED_TESTS'] === 'yes';

export default defineConfig({
  resolve: {
    tsconfigPaths: true,
    // The example shop stands alone, with a tsconfig that knows no paths: it would have the package.
    alias: { '@sluis/sdk': resolve('libs/sdk/src/index.ts') },
  },
  test: {
    include: ['{apps,libs,migrations,test}/**/*.spec.{ts,tsx}'],
    exclude: [...configDefaults.exclude, ...(isTimedRun ? [] : timed)],
    globalSetup: ['test/support/services/global-setup.ts'],
    pool: 'forks',
    // Most files wait for a database, a bank or a browser: more of them than cores keeps the cores busy.
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 20_000 } },
    // Bull drops a promise when a queue is closed while its connection is made anew; nothing of ours waits for it.
    onUnhandledError: ({ message, stack }) => !(message === 'Connection is closed.' && stack?.includes('/ioredis/')),
  },
});
