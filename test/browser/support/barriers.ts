import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Levels A and AA of WCAG 2.0 to 2.2. */
export const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * What axe finds on a page that keeps people out, one sentence for each place.
 *
 * @param tags of the rules to go by; all rules when left out
 */
export async function barriers(page: Page, tags?: readonly string[]): Promise<string[]> {
  // What axe calls its legacy mode costs a third of the time, for it opens no second page; it would leave out frames of other origins.
  if (page.frames().length > 1) throw new Error('a page with frames needs the other mode of axe');
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  const { violations } = await (tags ? axe.withTags([...tags]) : axe).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}
