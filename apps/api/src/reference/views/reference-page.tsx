import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { iconAsset, SluisMark } from '../../hosted-pages/views/index.js';
import { referenceStylesheet } from '../reference-assets.js';

export interface IndexEntry {
  href: string;
  title: string;
}

/** Everything that can be read here, as the index on every page shows it. */
export interface ReferenceIndex {
  guides: IndexEntry[];
  reference: IndexEntry[];
}

export interface ReferencePage {
  title: string;
  lead: string;
  path: string;
  index: ReferenceIndex;
  children: ReactNode;
}

export function renderReferencePage(page: ReferencePage): string {
  return `<!DOCTYPE html>${renderToStaticMarkup(<Page {...page} />)}`;
}

function Page({ title, lead, path, index, children }: ReferencePage) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <title>{`${title} · Sluis`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content={lead} />
        <link rel="icon" type="image/svg+xml" href={iconAsset.path} />
        <link rel="stylesheet" href={referenceStylesheet.path} />
      </head>
      <body>
        <a className="skip" href="#content">
          Skip to content
        </a>
        <header className="top">
          <div className="top-inner">
            <a className="brand" href="/docs">
              <SluisMark />
              Sluis for partners
            </a>
            <a className="top-link" href="/openapi.json">
              OpenAPI 3.1
            </a>
          </div>
        </header>
        <div className="page">
          <details className="index index-narrow">
            <summary>All pages</summary>
            <nav aria-label="All pages">
              <IndexLists index={index} path={path} />
            </nav>
          </details>
          <nav className="index index-wide" aria-label="All pages, beside the text">
            <IndexLists index={index} path={path} />
          </nav>
          <main id="content" className="content" tabIndex={-1}>
            <h1>{title}</h1>
            <p className="lead">{lead}</p>
            {children}
            <footer className="foot">
              Examples are made up. Every answer carries a Request-Id: quote it to support.
            </footer>
          </main>
        </div>
      </body>
    </html>
  );
}

function IndexLists({ index, path }: { index: ReferenceIndex; path: string }) {
  const list = (entries: IndexEntry[]) => (
    <ul>
      {entries.map(({ href, title }) => (
        <li key={href}>
          <a href={href} aria-current={href === path ? 'page' : undefined}>
            {title}
          </a>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <h2>Guides</h2>
      {list(index.guides)}
      <h2>Reference</h2>
      {list(index.reference)}
    </>
  );
}
