import { errorColours } from '../colours.js';
import { CommandError } from '../partner/exit-codes.js';
import { asSentence } from '../up/as-sentence.js';

/** Runs a command to its exit code; what the user can mend is told in a sentence, a defect with its stack. */
export async function runCommand(work: () => Promise<number | void>): Promise<void> {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    const sentence = asSentence(error);
    console.error(sentence === undefined ? error : errorColours.red(sentence));
    process.exitCode = error instanceof CommandError ? error.exitCode : 1;
  }
  // Everything was awaited; a connection that a library keeps open must not keep the terminal.
  process.exit();
}
