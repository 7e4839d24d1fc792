// Runs the README's test command, and then what failed of it again: whole files, alone, with servers and databases of their
// own. The tests of a file follow one another, so one of them cannot be tried again by itself. Usage: tests.mjs <report>
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/** More than these are no accident. */
const mostBegunAgain = 5;
const mostRounds = 3;

const [report] = process.argv.slice(2);
const results = new Map();
let status = 0;
let files = [];
for (let round = 1; round <= mostRounds; round += 1) {
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  status = spawnSync('npm', ['test', '--', ...files, ...reporters], { stdio: 'inherit' }).status ?? 1;
  if (!existsSync(report)) break;
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  for (const file of testResults) results.set(file.name, file);
  files = testResults.filter((file) => file.status === 'failed').map(({ name }) => relative(process.cwd(), name));
  if (files.length === 0 || files.length > mostBegunAgain) break;
  if (round < mostRounds) console.log(`\nBegun again, each from nothing: ${files.join(', ')}\n`);
}
writeFileSync(report, JSON.stringify({ testResults: [...results.values()] }));
process.exit(status);
