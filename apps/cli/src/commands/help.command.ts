import type { Command } from 'commander';

/** `sluis help review propose`: as `sluis review propose --help`. Commander's own looks no deeper than one name. */
export function registerHelp(program: Command): void {
  program
    .command('help')
    .argument('[command...]', 'its name, all of it')
    .description('what a command does and takes')
    .action((names: string[]) => {
      let command = program;
      for (const name of names) {
        const next = command.commands.find((one) => one.name() === name || one.aliases().includes(name));
        if (!next) return program.error(`error: unknown command '${names.join(' ')}'`);
        command = next;
      }
      command.help();
    });
}
