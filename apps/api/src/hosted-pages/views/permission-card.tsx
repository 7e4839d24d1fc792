import type { ReactNode } from 'react';
import { Purpose } from './purpose.js';
import { formatDate, formatDateTime, formatEnd, groupIban } from './format.js';
import type { Language } from './language.js';
import type { PermissionItem } from './permissions-page.model.js';
import { texts } from './texts.js';
import type { Permission } from './texts.model.js';
import { isolated } from './visible-text.js';

interface Facts {
  language: Language;
  tpp: { name: string };
  item: PermissionItem;
}

export function PermissionCard({ stopUrl, ...facts }: Facts & { stopUrl: string }) {
  const { language, item } = facts;
  const text = texts[language].permissions;
  const partner = isolated(item.partner);
  return (
    <li className={item.status === 'authorised' ? 'card' : 'card card-ended'}>
      <h3>{partner}</h3>
      <p className="card-type">{text.types[item.type]}</p>
      <PermissionFacts {...facts} />
      {item.status === 'authorised' ? (
        <a className="button button-secondary" href={stopUrl} aria-label={text.stopNamed(partner)}>
          {text.stop}
        </a>
      ) : null}
    </li>
  );
}

/** What a payer wants to know of a permission: what, which accounts, since and until when, and when it was used. */
export function PermissionFacts({ language, tpp, item }: Facts) {
  const text = texts[language].permissions;
  const names = { partner: isolated(item.partner), tpp: isolated(tpp.name) };
  const rows: { term: string; value: ReactNode }[] = [
    {
      term: text.may,
      value: (
        <ul className="plain-list">
          {item.permissions.map((code) => (
            <li key={code}>{isPermission(code) ? texts[language].consent.permissions[code](names).title : code}</li>
          ))}
        </ul>
      ),
    },
  ];
  if (item.purpose !== null) rows.push({ term: text.purpose, value: <Purpose {...item.purpose} /> });
  const named = item.accounts.flatMap(({ iban, name }) => (iban === null ? [] : [{ iban, name }]));
  const unnamed = item.accounts.length - named.length;
  if (item.accounts.length > 0) {
    rows.push({
      term: text.accounts,
      value: (
        <ul className="accounts">
          {named.map(({ iban, name }) => (
            <li key={iban}>
              <bdi>{name}</bdi> <span className="account-iban">{groupIban(iban)}</span>
            </li>
          ))}
          {unnamed > 0 ? <li>{text.unnamedAccounts(unnamed)}</li> : null}
        </ul>
      ),
    });
  }
  rows.push({ term: text.since, value: <Day date={item.since} language={language} /> });
  if (item.status === 'authorised')
    rows.push({
      term: text.until,
      value: <time dateTime={item.until.toISOString()}>{formatEnd(item.until, language)}</time>,
    });
  else {
    const by = item.status === 'revoked' ? (item.revokedBy ?? 'operator') : 'clock';
    rows.push({
      term: text.endedBy[by](names),
      value: <Day date={item.endedAt ?? item.until} language={language} />,
    });
  }
  rows.push({
    term: text.lastUsed,
    value: item.lastUsedAt === null ? text.neverUsed : formatDateTime(item.lastUsedAt, language),
  });
  return (
    <dl className="rows">
      {rows.map(({ term, value }) => (
        <div className="row" key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Day({ date, language }: { date: Date; language: Language }) {
  return <time dateTime={date.toISOString()}>{formatDate(date, language)}</time>;
}

function isPermission(code: string): code is Permission {
  return Object.hasOwn(texts.en.consent.permissions, code);
}
