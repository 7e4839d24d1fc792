import type { ReactNode } from 'react';
import type { ConsentPageModel } from './consent-page.model.js';
import { limitRows } from './consent-limits.js';
import { formatDateTime, groupIban } from './format.js';
import { texts } from './texts.js';
import { isolated } from './visible-text.js';

interface Row {
  term: string;
  value: ReactNode;
}

/** What holds for the permission: how much, until when, how often, and how to stop it. */
export function termRows({ language, tpp, partner, consent, permissionsUrl }: ConsentPageModel): Row[] {
  const text = texts[language].consent;
  const names = { partner: isolated(partner.name), tpp: isolated(tpp.name) };
  return [
    ...limitRows(consent.limits, language),
    {
      term: text.validUntil,
      value: <time dateTime={consent.validUntil.toISOString()}>{formatDateTime(consent.validUntil, language)}</time>,
    },
    { term: text.howOftenLabel, value: text.howOften[consent.type](names) },
    {
      term: text.howToStop,
      value: (
        <>
          {text.stop(names)}{' '}
          <a className="link" href={permissionsUrl}>
            {text.seePermissions}
          </a>
        </>
      ),
    },
  ];
}

/** Which accounts: the one to choose at bunq, and those that were chosen before. */
export function accountRows({ language, consent }: ConsentPageModel, { isOpen }: { isOpen: boolean }): Row[] {
  const text = texts[language].consent;
  const rows: Row[] = [];
  if (consent.accounts.length > 0) {
    const accounts = (
      <ul className="accounts">
        {consent.accounts.map(({ iban, name }) => (
          <li key={iban}>
            <bdi>{name}</bdi> <span className="account-iban">{groupIban(iban)}</span>
          </li>
        ))}
      </ul>
    );
    rows.push({ term: text.accounts, value: accounts });
  }
  if (consent.askedIban !== null && isOpen) {
    rows.push({ term: text.askedAccount, value: <span className="account-iban">{groupIban(consent.askedIban)}</span> });
  }
  return rows;
}

/** All of it before the choice: nobody agrees to what stands below the button. */
export function ConsentTerms(model: ConsentPageModel) {
  return (
    <dl className="rows terms">
      {[...accountRows(model, { isOpen: true }), ...termRows(model)].map(({ term, value }) => (
        <div className="row" key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
