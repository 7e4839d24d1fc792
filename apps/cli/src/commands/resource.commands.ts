import type { Command } from 'commander';
import { type ActionOptions, argumentsOf, runAction } from '../partner/run-action.js';
import { type Action, type Resource, resources } from '../partner/resources.js';
import { runAsPartner, withPartnerOptions } from './partner-options.js';

/** A command per resource of the API with one per action, from the table. @returns them by their names */
export function registerResources(program: Command): Map<string, Command> {
  return new Map(
    resources.map((resource) => {
      const command = program.command(resource.name).description(resource.what);
      for (const action of resource.actions) registerAction(command, resource, action);
      return [resource.name, command];
    }),
  );
}

function registerAction(parent: Command, { name }: Resource, action: Action): void {
  const command = parent.command(action.name).description(action.what);
  for (const argument of argumentsOf(action)) command.argument(`<${argument.replaceAll('_', '-')}>`);
  if (action.takesBody) command.argument('[field...]', 'name=value, name.part=value, name[]=value, name:=<JSON>');
  for (const filter of action.filters ?? []) command.option(`--${filter.replaceAll('_', '-')} <value>`, 'only these');
  if (action.isPaged) {
    command
      .option('--limit <number>', 'at most so many: 1 to 100')
      .option('--after <cursor>', 'go on from an earlier list')
      .option('--all', 'page after page; with --json one object per line');
  }
  if (action.takesBody) command.option('--data <json>', 'the body as JSON, @file, or - for standard input');
  if (action.takesKey) command.option('--idempotency-key <key>', 'make sure that a command typed twice acts once');
  withPartnerOptions(command);
  if (action.example !== undefined) {
    command.addHelpText('after', `\nExample:\n  $ sluis ${name} ${action.name} ${action.example}`);
  }
  command.action(() => {
    const options: ActionOptions = command.opts();
    return runAsPartner(options, (access) => runAction(access, action, command.args, options));
  });
}
