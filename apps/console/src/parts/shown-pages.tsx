import { Text } from '@mantine/core';
import { Section } from './section.js';
import { Nothing } from './states.js';
import { Id, Moment } from './words.js';

export interface ShownPage {
  id: string;
  template_version: string;
  language: string;
  text_sha256: string;
  first_shown_at: string;
  times_shown: number;
  decision?: string | null;
}

/** What the payer saw before deciding. @param clear the pages themselves, once they are unmasked */
export function ShownPages({
  pages,
  clear,
}: {
  pages: ShownPage[];
  clear: { id: string; html: string }[] | undefined;
}) {
  return (
    <Section title="What the payer saw">
      {pages.length === 0 && <Nothing>No page was shown yet.</Nothing>}
      {pages.map((page) => (
        <details key={page.id}>
          <summary>
            {page.decision !== undefined && `${page.decision ?? 'no decision'}, `}
            {page.language}, shown {page.times_shown} ×, <Moment at={page.first_shown_at} />
          </summary>
          <Text size="xs" className="quiet">
            Template {page.template_version}, SHA-256 <Id>{page.text_sha256}</Id>
          </Text>
          <Text size="sm" className="page-text">
            {clear ? textOf(clear.find((one) => one.id === page.id)?.html) : 'masked'}
          </Text>
        </details>
      ))}
    </Section>
  );
}

/** The words of a page. It is never shown as one: what payers see must not be clickable by staff. */
function textOf(html = ''): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const element of body.querySelectorAll('script, style, svg')) element.remove();
  // Pages are written without spaces between their parts.
  for (const element of body.querySelectorAll(':not(a, b, em, span, strong)')) element.append('\n');
  return (body.textContent ?? '').replaceAll(/\s*\n\s*/g, '\n').trim();
}
