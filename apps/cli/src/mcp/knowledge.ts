import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Guide {
  name: string;
  title: string;
  text: string;
}

/** What the documents beside the program say. */
export class Knowledge {
  readonly guides: Guide[];
  private readonly errors: string;

  constructor(projectFolder: string) {
    const folder = join(projectFolder, 'docs/guides');
    this.guides = readdirSync(folder)
      .filter((file) => file.endsWith('.md'))
      .map((file) => {
        const text = readFileSync(join(folder, file), 'utf8');
        return { name: file.replace('.md', ''), title: /^# (.+)$/m.exec(text)?.[1] ?? file, text };
      });
    this.errors = readFileSync(join(projectFolder, 'docs/errors.md'), 'utf8');
  }

  /** @returns undefined for a code that there is not */
  explain(code: string): Record<string, string> | undefined {
    const rows = [...this.errors.matchAll(/^\| `(\w+)` +\|(.+)\|$/gm)];
    const row = rows.find(([, known]) => known === code)?.[2];
    if (row === undefined) return undefined;
    const [status = '', retry = '', meaning = '', whatToDo = ''] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
    return { code, status, retry, meaning, what_to_do: whatToDo };
  }
}
