import type { Command } from 'commander';

export interface OperatorOptions {
  local?: true;
  json?: true;
}

/** The options that every operator command has. */
export function withOperatorOptions(command: Command): Command {
  return command
    .option('--local', 'use the running local stack instead of the environment variables')
    .option('--json', 'print JSON');
}
