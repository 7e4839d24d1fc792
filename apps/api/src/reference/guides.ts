import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Marked } from 'marked';

export interface Guide {
  slug: string;
  title: string;
  /** What it is about, in a line. */
  lead: string;
  /** Without its title and lead. */
  html: string;
}

/** In the order in which somebody new reads them. */
const guideNames = [
  'quick-start',
  'payments',
  'consents',
  'requests',
  'webhooks',
  'errors',
  'limits',
  'dashboard',
  'versions',
  'test-mode',
  'cli',
  'agents',
  'berlin-group',
  'going-live',
] as const;

const marked = new Marked({
  gfm: true,
  renderer: {
    // What scrolls sideways is reached by keyboard, too.
    code: ({ text }) => `<pre tabindex="0"><code>${escaped(text)}</code></pre>`,
    table(token) {
      const cells = (row: typeof token.header, tag: string) =>
        row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('');
      const rows = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('');
      return `<div class="scroll" tabindex="0"><table><thead><tr>${cells(token.header, 'th')}</tr></thead><tbody>${rows}</tbody></table></div>`;
    },
  },
});

/** The guides of `docs/guides`, and the list of error codes: the same files that people read beside the code. */
export function readGuides(): Guide[] {
  const docs = docsFolder();
  return [
    ...guideNames.map((slug) => toGuide(slug, readFileSync(join(docs, 'guides', `${slug}.md`), 'utf8'))),
    toGuide('error-codes', readFileSync(join(docs, 'errors.md'), 'utf8').replace(/^# .*$/m, '# Error codes')),
  ];
}

function toGuide(slug: string, text: string): Guide {
  const [, title = slug, lead = '', rest = ''] = /^# (.+)\n+((?:.+\n)+)\n*([\s\S]*)$/.exec(text) ?? [];
  return {
    slug,
    title,
    lead: lead
      .replaceAll('\n', ' ')
      .replaceAll(/[`*]|\[([^\]]+)\]\([^)]+\)/g, '$1')
      .trim(),
    html: marked.parse(rest, { async: false }),
  };
}

/** From the sources and from the built files it lies at different depths. */
function docsFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'docs', 'guides'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('docs/guides is missing beside the program');
    folder = parent;
  }
  return join(folder, 'docs');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
