import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { SluisMark } from './drawings.js';
import { iconAsset, scriptAsset, stylesheetAsset } from './hosted-page-assets.js';
import { type Language, languages } from './language.js';
import { texts } from './texts.js';
import { visibleText } from './visible-text.js';

/** How the page learns of news: the script polls, and without scripts the browser reloads the page by itself. */
export interface LiveStatus {
  url: string;
  version: string;
  /** Seconds between reloads without scripts; `null` where an answer may take hours. */
  reloadAfterSeconds: number | null;
}

export interface PageLayout {
  language: Language;
  title: string;
  /** Who the payer is dealing with; stands at the top beside the mark. */
  brand: string;
  languageUrls: Record<Language, string> | null;
  /** How full the lock is drawn, from 0 (nothing happened yet) to 3 (through). Decoration: the words say it too. */
  waterLevel: 0 | 1 | 2 | 3;
  live: LiveStatus | null;
  /** Who is paid or who asks. Exactly one `h1` stands here or, on a page without it, in `action`. */
  summary?: ReactNode;
  /** What is the matter and what to do. */
  action: ReactNode;
  details?: ReactNode;
  footer: ReactNode;
}

/** A whole document. Everything that a stranger wrote in it is escaped by React and made visible (see `visibleText`). */
export function renderPage(layout: PageLayout): string {
  return visibleText(`<!DOCTYPE html>${renderToStaticMarkup(<Page {...layout} />)}`);
}

function Page(layout: PageLayout) {
  const text = texts[layout.language];
  return (
    <html lang={layout.language}>
      <head>
        <meta charSet="utf-8" />
        <title>{layout.title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        {/* Phones turn digits of an IBAN into telephone links otherwise. */}
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
        <link rel="icon" type="image/svg+xml" href={iconAsset.path} />
        <link rel="stylesheet" href={stylesheetAsset.path} />
        {layout.live?.reloadAfterSeconds ? (
          <noscript>
            <meta httpEquiv="refresh" content={String(layout.live.reloadAfterSeconds)} />
          </noscript>
        ) : null}
        <script src={scriptAsset.path} defer />
      </head>
      <body>
        <a className="skip" href="#content">
          {text.skipToContent}
        </a>
        <div className={`page level-${layout.waterLevel}`}>
          <div className="water" aria-hidden="true" />
          <header className="top">
            <span className="brand">
              <SluisMark />
              <span className="brand-name">{layout.brand}</span>
            </span>
            {layout.languageUrls ? <LanguageLinks current={layout.language} urls={layout.languageUrls} /> : null}
          </header>
          <main id="content" className="content" tabIndex={-1}>
            {layout.summary ? <div className="summary">{layout.summary}</div> : null}
            <div className="action">
              {layout.action}
              <LiveRegion language={layout.language} live={layout.live} />
            </div>
            {layout.details ? <div className="details">{layout.details}</div> : null}
          </main>
          <footer className="foot">{layout.footer}</footer>
        </div>
      </body>
    </html>
  );
}

function LanguageLinks({ current, urls }: { current: Language; urls: Record<Language, string> }) {
  return (
    <nav className="languages" aria-label={languages.map((language) => texts[language].languageName).join(', ')}>
      {languages
        .filter((language) => language !== current)
        .map((language) => (
          <a key={language} href={urls[language]} lang={language} hrefLang={language}>
            {texts[language].languageName}
          </a>
        ))}
    </nav>
  );
}

/** Empty until the script has something to say: a region announces changes only, and it must be there before them. */
function LiveRegion({ language, live }: { language: Language; live: LiveStatus | null }) {
  const text = texts[language];
  return (
    <p
      id="live-status"
      className="live"
      role="status"
      aria-live="polite"
      data-url={live?.url}
      data-version={live?.version}
      data-changed={text.statusChanged}
      data-waiting={live?.reloadAfterSeconds ? text.stillWaiting : undefined}
    />
  );
}
