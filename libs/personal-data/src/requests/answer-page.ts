import type { DataClass } from './data-catalogue.js';
import type { Identifier } from './data-subjects.js';
import type { FoundItem } from './subject-search.js';

/** What a person is told of their data. */
export interface Answer {
  request: string;
  made_at: string;
  searched_by: Identifier;
  /** Of a class with more than fits into one answer, `are_all` is false. */
  found: (Omit<DataClass, 'find'> & { items: FoundItem[]; are_all: boolean })[];
  not_in_this_answer: readonly string[];
}

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.5rem;border-top:1px solid #ccc;padding-top:1rem}
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.2rem 1rem;margin:.5rem 0}dt{color:#555}dd{margin:0;overflow-wrap:anywhere}
section{border-left:3px solid #ddd;padding-left:1rem;margin:1rem 0}@media(max-width:40rem){dl{grid-template-columns:1fr}}`;

/** For reading, in a browser or on paper; it needs nothing else. */
export function answerPage({
  request,
  made_at: madeAt,
  searched_by: by,
  found,
  not_in_this_answer: not,
}: Answer): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Your data</title><style>${style}</style></head><body>
<h1>Your data</h1>
${facts([
  ['Request', request],
  ['Made', `${madeAt.slice(0, 16).replace('T', ' ')} UTC`],
  ['Searched by', `${by.kind.replace('_', ' ')} ${by.value}`],
])}
<p>This is what we hold about you under articles 15(1) and 15(3) of the GDPR. You may ask us to correct or erase it or to restrict or stop its use, and
you may complain to the data protection authority (in the Netherlands: Autoriteit Persoonsgegevens).</p>
${found.length === 0 ? '<p>We found nothing.</p>' : found.map(classOf).join('\n')}
<h2>Not in this answer</h2><ul>${not.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>
</body></html>
`;
}

function classOf(found: Answer['found'][number]): string {
  const { name, purpose, categories, recipients, kept, source, items, are_all: areAll } = found;
  const head = facts([
    ['Why we hold it', purpose],
    ['What it is', categories],
    ['Who receives it', recipients],
    ['How long', kept],
    ['Where it is from', source],
  ]);
  const entries = items.map(({ application, id, kept_until: until, item }) =>
    [
      '<section>',
      facts([
        ...(id === null ? [] : [['Id', id] as const]),
        ['Application', application],
        ...Object.entries(item).map(([term, value]) => [term.replaceAll('_', ' '), textOf(value)] as const),
        ...(until === null ? [] : [['kept until', until] as const]),
      ]),
      '</section>',
    ].join(''),
  );
  const rest = areAll
    ? ''
    : `<p>There are more than the first ${items.length}, which are here. Ask us for the rest.</p>`;
  return `<h2>${escaped(name)} (${areAll ? '' : 'more than '}${items.length})</h2>${head}${rest}${entries.join('\n')}`;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function facts(of: readonly (readonly [term: string, value: string])[]): string {
  const shown = of.filter(([, value]) => value !== '');
  return `<dl>${shown.map(([term, value]) => `<dt>${escaped(term)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '');
}
