import type { ReactNode } from 'react';
import { formatCents } from '../bank/cents.js';
import { styles } from './styles.js';

/** The frame of every page of the bank. */
export function Page({ title, narrow = false, children }: { title: string; narrow?: boolean; children: ReactNode }) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · Test Bank`}</title>
        <style dangerouslySetInnerHTML={{ __html: styles }} />
      </head>
      <body>
        <aside className="label" aria-label="Notice">
          Local test bank — no real money
        </aside>
        <header className="top">
          <a className="brand" href="/app">
            <Mark />
            Test Bank
          </a>
          <nav aria-label="Main">
            <a href="/app">All users</a>
          </nav>
        </header>
        <main className={narrow ? 'narrow' : undefined}>{children}</main>
        <footer>An emulator of a bank&rsquo;s interface for developers. It is not bunq and moves no money.</footer>
      </body>
    </html>
  );
}

export function Money({ cents, big = false }: { cents: bigint; big?: boolean }) {
  const classes = ['amount', big ? 'big' : '', cents > 0n && !big ? 'in' : ''].filter((name) => name !== '');
  return <span className={classes.join(' ')}>{euros(cents)}</span>;
}

/** An amount on its own, without the colour that tells incoming from outgoing. */
export function PlainMoney({ cents }: { cents: bigint }) {
  return <span className="amount">{euros(cents)}</span>;
}

export function Iban({ iban }: { iban: string | null }) {
  return <span className="iban">{iban === null ? '–' : iban.replace(/(.{4})(?=.)/g, '$1 ')}</span>;
}

export function Problem({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p className="notice problem" role="alert">
      {text}
    </p>
  );
}

export function Initials({ name }: { name: string }) {
  const letters = name
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('')
    .slice(0, 2);
  return (
    <span className="initials" aria-hidden="true">
      {letters}
    </span>
  );
}

export function Hidden({ fields }: { fields: Record<string, string> }) {
  return Object.entries(fields).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="#17614f" />
      <path
        d="M8 12c4-4 4 4 8 0s4 4 8 0M8 20c4-4 4 4 8 0s4 4 8 0"
        fill="none"
        stroke="#f4c95d"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** `€ 1,234.50`, with a real minus sign. */
function euros(cents: bigint): string {
  const text = formatCents(cents < 0n ? -cents : cents).replace(/\B(?=(\d{3})+(?!\d)(?=.*\.))/g, ',');
  return `${cents < 0n ? '\u2212' : ''}€\u00a0${text}`;
}
