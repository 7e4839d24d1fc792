import pc from 'picocolors';

/** Colours are for people: on a terminal, unless `NO_COLOR` asks for none (https://no-color.org) or `FORCE_COLOR` for them anywhere. */
export function hasColours(
  stream: { isTTY?: boolean },
  { NO_COLOR: no = '', FORCE_COLOR: force = '', TERM: term }: NodeJS.ProcessEnv = process.env,
): boolean {
  if (no !== '') return false;
  return force !== '' || (stream.isTTY === true && term !== 'dumb');
}

/** What goes to standard output. */
export const colours = pc.createColors(hasColours(process.stdout));
/** What goes to standard error: only one of the two may be a terminal. */
export const errorColours = pc.createColors(hasColours(process.stderr));
