// The whole matrix: every accident, kind of order and answer of the bank, each with so many seeds. npm run faults -- --seeds 50
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { optionsOf } from '../../scripts/options-of.ts';

const folder = 'test/results/faults';
const values = optionsOf('npm run faults -- [--seeds 50]', { seeds: { type: 'string', default: '50' } });
const wanted = Number(values.seeds);
if (!Number.isInteger(wanted) || wanted < 1) {
  console.error('--seeds takes a number from 1 on');
  process.exit(2);
}
rmSync(folder, { recursive: true, force: true });
const startedAt = Date.now();
const { status, signal } = spawnSync('node_modules/.bin/vitest', ['run', 'test/faults', '--maxWorkers', '2'], {
  stdio: 'inherit',
  env: { ...process.env, FAULT_SEEDS: String(wanted) },
});

if (signal !== null || !existsSync(folder)) {
  console.error(`the run was broken off${signal === null ? '' : ` by ${signal}`}`);
  process.exit(1);
}
const runs = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
const columns = ['executed', 'rejected', 'awaiting_authorisation', 'failed', 'in_review'];
const cells = Map.groupBy(runs, ({ kind, accident }) => `${kind.padEnd(44)} ${accident}`);
const line = (cells) =>
  console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(76) : cell.padStart(11))).join(''));
line(['kind and accident', 'seeds/ans.', 'runs', 'executed', 'rejected', 'waiting', 'failed', 'in review', 'wrong']);
for (const [name, played] of [...cells].toSorted()) {
  const ends = played.flatMap(({ statuses }) => statuses);
  const counts = columns.map((column) => ends.filter((end) => end === column).length);
  const wrong = played.filter(({ violations }) => violations.length > 0).length;
  line([name, ...[seedsPerAnswer(played), played.length, ...counts, wrong].map(String)]);
}
const wrong = runs.filter(({ violations }) => violations.length > 0);
for (const { kind, accident, seed, answers, violations } of wrong)
  console.log(`${kind}, ${accident}, seed ${seed}, bank ${answers.map(Number).join('')}: ${violations.join('; ')}`);
const countOf = (what) => new Set(runs.map(what)).size;
const seeds = Math.min(...[...cells.values()].map(seedsPerAnswer));
const sums = {
  'seeds for every answer': seeds,
  banks: countOf(({ answers }) => answers.join()),
  faults: countOf(({ accident }) => accident),
  operations: countOf(({ kind }) => kind),
  cases: runs.length,
  violations: wrong.length,
  seconds: Math.round((Date.now() - startedAt) / 1000),
  'milliseconds late at worst': Math.max(...runs.map(({ latenessMs }) => latenessMs)),
};
console.log(
  `\n${Object.entries(sums)
    .map(([name, sum]) => `${sum} ${name}`)
    .join(', ')}`,
);
if (seeds < wanted) console.log(`fewer than the ${wanted} seeds asked for: a bank did not come to its end`);
process.exit(status === 0 && wrong.length === 0 && seeds >= wanted ? 0 : 1);

/** The answer that was tried least, of all questions. */
function seedsPerAnswer(played) {
  const [first] = played;
  const counts = first.answers.flatMap((_, question) =>
    [false, true].map((answer) => played.filter(({ answers }) => answers[question] === answer).length),
  );
  return Math.min(...counts);
}
