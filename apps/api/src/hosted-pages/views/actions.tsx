import type { ReactNode } from 'react';
import { hostOf } from './format.js';
import type { Language } from './language.js';
import { texts } from './texts.js';
import { isolated } from './visible-text.js';

interface ActionForm {
  action: string;
  csrfToken: string;
  label: string;
  /** `quiet` looks like a link, for what few want. */
  kind: 'primary' | 'secondary' | 'quiet';
  children?: ReactNode;
  /** Under the button. */
  below?: ReactNode;
}

export function ActionForm({ action, csrfToken, label, kind, children, below }: ActionForm) {
  return (
    <form className={`form form-${kind}`} method="post" action={action} noValidate>
      <input type="hidden" name="csrf" value={csrfToken} />
      {children}
      <button className={`button button-${kind}`} type="submit">
        {label}
      </button>
      {below}
    </form>
  );
}

interface ReturnLink {
  language: Language;
  partner: string;
  url: string | null;
  /** Prominent once there is nothing left to do here. */
  prominent: boolean;
}

/** The way back names the partner and the host it leads to, so that leaving for another site surprises nobody. */
export function ReturnLink({ language, partner, url, prominent }: ReturnLink) {
  if (url === null) return null;
  return (
    <p className="return">
      <a className={prominent ? 'button button-primary' : 'link'} href={url} rel="noreferrer">
        {texts[language].backTo(isolated(partner), hostOf(url))}
      </a>
    </p>
  );
}

/** Without scripts the page reloads slowly or not at all; this is the way to look at once. */
export function CheckAgainLink({ language, url }: { language: Language; url: string }) {
  return (
    <noscript>
      <p>
        <a className="link" href={url}>
          {texts[language].checkAgain}
        </a>
      </p>
    </noscript>
  );
}

export function Details({ title, rows }: { title: string; rows: { term: string; value: ReactNode }[] }) {
  return (
    <section aria-labelledby="details-title">
      <h2 id="details-title" className="details-title">
        {title}
      </h2>
      <dl className="rows">
        {rows.map(({ term, value }) => (
          <div className="row" key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface Footer {
  language: Language;
  tpp: { name: string; registerNumber: string };
  reference: string;
}

export function Footer({ language, tpp, reference }: Footer) {
  const text = texts[language];
  return (
    <>
      <p>
        {text.arrangedBy(isolated(tpp.name), tpp.registerNumber)} {text.loginStaysPrivate}
      </p>
      <Reference language={language} value={reference} />
    </>
  );
}

export function Reference({ language, value }: { language: Language; value: string }) {
  return (
    <p>
      {texts[language].reference}: <span className="code">{value}</span>
    </p>
  );
}
