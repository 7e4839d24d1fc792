// npm run quick-start: docs/guides/quick-start.md, followed to the letter in an empty folder, from cloning to the webhook.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localStackFileSchema } from '../../apps/cli/src/local-stack-file.js';
import { stackEnvironment } from '../cli/support/sluis-process.js';
import { BankControl } from '../support/bank-control.js';
import { whatItSaysItPrints } from '../support/reader.js';
import { follow } from './follow.js';
import { stepsOf } from './steps.js';
import { Terminal } from './terminal.js';

const startedAt = performance.now();
const say = (line: string) =>
  console.log(`${String(Math.round((performance.now() - startedAt) / 1_000)).padStart(4)} s  ${line}`);
const folder = mkdtempSync(join(tmpdir(), 'sluis-quick-start-'));
let first: Terminal | undefined;
try {
  const { SLUIS_DATA_DIR: _, ...ports } = await stackEnvironment('');
  const environment = {
    // Not what npm put in front of it for this script: a reader has none of it.
    PATH: (process.env['PATH'] ?? '')
      .split(':')
      .filter((part) => !part.includes('node_modules'))
      .join(':'),
    HOME: process.env['HOME'],
    REPOSITORY: repositoryIn(folder),
    ...ports,
  };
  const guide = readFileSync('docs/guides/quick-start.md', 'utf8');
  const [start, ...steps] = stepsOf(guide);
  if (start?.do !== 'type') throw new Error('the guide does not begin with a start');
  first = new Terminal(folder, environment, (line) => say(line));
  first.enter(start.text);
  await first.untilShown('Sluis is running', 900_000);
  await first.untilShown('Ctrl-C stops everything');
  say('— the second terminal —');
  const local = localStackFileSchema.parse(JSON.parse(readFileSync(join(folder, 'sluis/.sluis/local.json'), 'utf8')));
  const bank = new BankControl(local.emulator_url);
  const shown = await follow(steps, folder, environment, { userId: Number(local.payer.user_id) }, bank);
  for (const line of shown) say(line);
  const missing = whatItSaysItPrints(guide).filter((line) => !shown.includes(line));
  if (missing.length > 0) throw new Error(`it never said: ${missing.join(', ')}`);
  say('The quick start holds: a verified webhook of a payment that was made.');
} finally {
  await first?.close();
  rmSync(folder, { recursive: true, force: true });
}

/** This checkout as it is now, committed or not, as a repository to clone from. */
function repositoryIn(parent: string): string {
  const repository = join(parent, 'repository');
  const left = new Set(['node_modules', 'dist', '.sluis', '.git']);
  for (const name of readdirSync('.').filter((one) => !left.has(one)))
    cpSync(name, join(repository, name), { recursive: true, filter: (path) => !path.includes('node_modules') });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=reader', '-c', 'user.email=reader@example.com', ...args], {
      cwd: repository,
    });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'as it is now');
  return repository;
}
