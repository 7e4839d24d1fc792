import { colours as pc } from '../colours.js';

/** A finished command in one line and its facts below, or the facts alone as JSON. */
export function printResult(
  isJson: boolean,
  { title, facts, hint }: { title: string; facts: Record<string, string | readonly string[]>; hint?: string },
): void {
  if (isJson) {
    console.log(JSON.stringify(facts, null, 2));
    return;
  }
  console.log(`${pc.green('✓')} ${title}`);
  const width = Math.max(0, ...Object.keys(facts).map((name) => name.length)) + 2;
  for (const [name, value] of Object.entries(facts)) {
    for (const [index, line] of [value].flat().entries()) {
      console.log(`  ${pc.dim((index === 0 ? name.replaceAll('_', ' ') : '').padEnd(width))}${line}`);
    }
  }
  if (hint !== undefined) console.log(`\n${pc.dim(hint)}`);
}
