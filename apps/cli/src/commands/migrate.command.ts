import type { Command } from 'commander';
import { UsageError } from '../settings.js';
import { operatorEnvironment } from '../operator/operator-environment.js';
import { type OperatorOptions, withOperatorOptions } from './operator-options.js';
import { printResult } from './print-result.js';
import { runCommand } from './run-command.js';

export function registerMigrate(program: Command): void {
  withOperatorOptions(program.command('migrate'))
    .description('bring the database schema up to date; needs DATABASE_URL alone')
    .addHelpText(
      'after',
      `
Safe to repeat and to run from several machines at once: they wait for each other.

Examples:
  $ DATABASE_URL=postgres://sluis@db.example/sluis sluis migrate
  $ sluis migrate --local`,
    )
    .action((options: OperatorOptions) => runCommand(() => runMigrate(options)));
}

async function runMigrate(options: OperatorOptions): Promise<void> {
  const { DATABASE_URL: databaseUrl } = await operatorEnvironment(options);
  if (databaseUrl === undefined || !URL.canParse(databaseUrl)) {
    throw new UsageError('DATABASE_URL is missing or is no URL. Set it, or use --local for the running local stack.');
  }
  // Loaded here, so that other commands do not wait for the database driver to load.
  const { runMigrations } = await import('../up/steps/run-migrations.js');
  await runMigrations(databaseUrl);
  const { host, pathname } = new URL(databaseUrl);
  printResult(options.json === true, {
    title: 'The database schema is up to date',
    facts: { database: `${host}${pathname}` },
  });
}
