// Runs a TypeScript file of ours as a process of its own, with the same aliases as the tests: node run-typescript.mjs <file>
import { resolve } from 'node:path';
import { runnerImport } from 'vite';

await runnerImport(resolve(process.argv[2]), {
  configFile: false,
  logLevel: 'error',
  resolve: { tsconfigPaths: true },
});
