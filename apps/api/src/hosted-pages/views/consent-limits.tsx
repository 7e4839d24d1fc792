import type { ReactNode } from 'react';
import type { ConsentLimits } from './consent-page.model.js';
import { formatMoney, groupIban } from './format.js';
import type { Language } from './language.js';
import { texts } from './texts.js';

/** How much may be ordered and who may be paid: what a payer who agrees holds the partner to. */
export function limitRows(limits: ConsentLimits | null, language: Language): { term: string; value: ReactNode }[] {
  if (limits === null) return [];
  const text = texts[language].consent.limits;
  const amounts = [
    [text.perPayment, limits.perPayment],
    [text.perDay, limits.perDay],
    [text.perMonth, limits.perMonth],
  ] as const;
  const rows: { term: string; value: ReactNode }[] = amounts.flatMap(([term, amount]) =>
    amount ? [{ term, value: text.atMost(formatMoney(amount, language)) }] : [],
  );
  if (limits.allowedCreditors) {
    const creditors = (
      <ul className="accounts">
        {limits.allowedCreditors.map((iban) => (
          <li key={iban}>
            <span className="account-iban">{groupIban(iban)}</span>
          </li>
        ))}
      </ul>
    );
    rows.push({ term: text.onlyTo, value: creditors });
  }
  return rows;
}
