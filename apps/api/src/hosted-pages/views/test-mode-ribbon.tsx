import { renderToStaticMarkup } from 'react-dom/server';
import { languages } from './language.js';
import { texts } from './texts.js';

/** Where a page of `renderPage` begins. */
const pageStart = /<html lang="(\w+)">[^]*?<div class="page level-\d">/;

/**
 * A whole page with the ribbon of test mode. The page itself is the same in both modes, so nothing but this can put the
 * ribbon on a page or take it away.
 */
export function withTestModeRibbon(html: string): string {
  return html.replace(pageStart, (start, lang: string) => {
    const text = texts[languages.find((language) => language === lang) ?? 'en'].testMode;
    return start + renderToStaticMarkup(<aside className="test-mode">{text}</aside>);
  });
}
