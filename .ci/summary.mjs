// Turns Vitest's JSON report into the one line that ends a run. Usage: summary.mjs <report> <exit status of the run>
import { readFileSync } from 'node:fs';

const [file, status] = process.argv.slice(2);
const report = JSON.parse(readFileSync(file, 'utf8'));
const passed = report.numPassedTests;
const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
// A file that could not be loaded has no tests that could fail, and an error outside of any test neither: both count.
const brokenFiles = report.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
).length;
const known = report.numFailedTests + brokenFiles;
const failed = known === 0 && (status !== '0' || !report.success) ? 1 : known;

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
