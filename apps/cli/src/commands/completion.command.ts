import { Argument, type Command } from 'commander';
import { placesOf } from '../completion/command-tree.js';
import { completionScript, type Shell, shells } from '../completion/scripts.js';

export function registerCompletion(program: Command): void {
  program
    .command('completion')
    .description('print the script with which a shell completes these commands')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText(
      'after',
      `
Put one of these into the file that your shell reads at its start:
  bash  source <(sluis completion bash)
  zsh   source <(sluis completion zsh)
  fish  sluis completion fish | source`,
    )
    .action((shell: Shell) => {
      process.stdout.write(completionScript(shell, placesOf(program)));
    });
}
