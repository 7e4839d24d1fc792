import type { Command } from 'commander';
import { isNodeRecentEnough, requiredNodeMajor } from '../node-version.js';
import { readSettings } from '../settings.js';
import { asSentence } from '../up/as-sentence.js';
import { ConsoleOutput } from '../up/console-output.js';

export function registerUp(program: Command): void {
  program
    .command('up')
    .description('start everything on this machine, with the emulated bank; Ctrl-C stops it')
    .action(async () => {
      const output = new ConsoleOutput();
      if (!isNodeRecentEnough()) {
        output.fail(
          `Node.js ${process.versions.node} is too old; use npm start, which brings Node.js ${requiredNodeMajor}.`,
        );
        process.exit(1);
      }
      // Loaded here, so that other commands do not wait for the whole platform to load.
      const { up } = await import('../up/up.js');
      try {
        process.exitCode = await up(readSettings(), output);
      } catch (error) {
        const sentence = asSentence(error);
        if (sentence === undefined) console.error(error);
        else output.fail(`\n${sentence}`);
        process.exitCode = 1;
      }
      // Everything was stopped and awaited; a forgotten handle of a library must not keep the terminal.
      process.exit();
    });
}
