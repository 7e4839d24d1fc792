import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/**
 * The options of a command that people type. `--help` and whatever it does not know end it with how it is used.
 *
 * @param usage one line
 */
export function optionsOf<const Options extends ParseArgsOptionsConfig>(
  usage: string,
  options: Options,
  args = process.argv.slice(2),
) {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs({ options, args }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}
