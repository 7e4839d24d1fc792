import type { Command } from 'commander';
import { type ActionOptions, runCall } from '../partner/run-action.js';
import { runAsPartner, withPartnerOptions } from './partner-options.js';

/** Any address of the API, for what has no command of its own. */
export function registerGet(program: Command): void {
  const command = program.command('get').description('read any address of the API').argument('<path>', '/v1/…');
  withPartnerOptions(command)
    .addHelpText('after', `\nExample:\n  $ sluis get '/v1/payments?status=in_review&limit=5'`)
    .action((path: string, options: ActionOptions) =>
      runAsPartner(options, (access) => runCall(access, 'GET', path, [], options)),
    );
}

export function registerPost(program: Command): void {
  const command = program
    .command('post')
    .description('send to any address of the API')
    .argument('<path>', '/v1/…')
    .argument('[field...]', 'name=value, name.part=value, name[]=value, name:=<JSON>')
    .option('--data <json>', 'the body as JSON, @file, or - for standard input')
    .option('--idempotency-key <key>', 'make sure that a command typed twice acts once');
  withPartnerOptions(command)
    .addHelpText('after', '\nExample:\n  $ sluis post /v1/payments/pay_01m7xvayp0emhv6njqmkx1p135/cancel')
    .action((path: string, fields: string[], options: ActionOptions) =>
      runAsPartner(options, (access) => runCall(access, 'POST', path, fields, options)),
    );
}
