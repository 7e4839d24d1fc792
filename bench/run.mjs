// Runs a benchmark written in TypeScript the way the tests are run: npm run bench:file -- bench/transactions.ts
import { resolve } from 'node:path';
import { runnerImport } from 'vite';

const [, , file] = process.argv;
if (!file) throw new Error('which benchmark?');
await runnerImport(resolve(file), { resolve: { tsconfigPaths: true }, logLevel: 'error' });
