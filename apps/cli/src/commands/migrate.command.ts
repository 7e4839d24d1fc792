import type { Command } from 'commander';
import { UsageError } from '../settings.js';
import { operatorEnvironment } from '../operator/operator-environment.js';
import { type OperatorOptions, withOperatorOptions } from './operator-options.js';
import { printResult } from './print-result.js';
import { runCommand } from './run-command.js';

export function registerMigrate(program: Command): void {
  withOperatorOptions(program.command('migrate'))
    .description(
      'bring the database schema up to date, and let the processes in; needs DATABASE_URL and DATABASE_OWNER_URL',
    )
    .addHelpText(
      'after',
      `
Safe to repeat and to run from several machines at once: they wait for each other. DATABASE_OWNER_URL owns the tables;
the login of DATABASE_URL owns nothing, and is made where it is missing. Without the first, one account does both,
which processes in live mode refuse.

Examples:
  $ DATABASE_OWNER_URL=postgres://sluis_owner@db.example/sluis DATABASE_URL=postgres://sluis_service@db.example/sluis sluis migrate
  $ sluis migrate --local`,
    )
    .action((options: OperatorOptions) => runCommand(() => runMigrate(options)));
}

async function runMigrate(options: OperatorOptions): Promise<void> {
  const { DATABASE_URL: serviceUrl, DATABASE_OWNER_URL } = await operatorEnvironment(options);
  if (serviceUrl === undefined || !URL.canParse(serviceUrl)) {
    throw new UsageError('DATABASE_URL is missing or is no URL. Set it, or use --local for the running local stack.');
  }
  const ownerUrl = DATABASE_OWNER_URL || serviceUrl;
  if (!URL.canParse(ownerUrl)) throw new UsageError('DATABASE_OWNER_URL is no URL.');
  // Loaded here, so that other commands do not wait for the database driver to load.
  const { runMigrations } = await import('../up/steps/run-migrations.js');
  await runMigrations({ ownerUrl, serviceUrl });
  const { host, pathname } = new URL(ownerUrl);
  printResult(options.json === true, {
    title: 'The database schema is up to date',
    facts: { database: `${host}${pathname}` },
  });
}
