// Turns the report of the tests into the one line that ends a run. Usage: summary.mjs <report> <exit status of the run>
import { readFileSync } from 'node:fs';

const [file, status] = process.argv.slice(2);
const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
const passed = tests.filter((test) => test.status === 'passed').length;
const failedTests = tests.filter((test) => test.status === 'failed').length;
const skipped = tests.length - passed - failedTests;
// A file that could not be loaded has no tests that could fail, and an error outside of any test neither: both count.
const brokenFiles = testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
).length;
const known = failedTests + brokenFiles;
const failed = known === 0 && status !== '0' ? 1 : known;

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
