import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ['{apps,libs,migrations,test}/**/*.spec.{ts,tsx}'],
    globalSetup: ['test/support/services/global-setup.ts'],
    pool: 'forks',
    // Most files wait for a database, a bank or a browser: more of them than cores keeps the cores busy.
    maxWorkers: 3,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
