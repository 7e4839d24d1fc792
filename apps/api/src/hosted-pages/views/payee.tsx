import type { ReactNode } from 'react';
import { groupIban } from './format.js';

interface Payee {
  label: string;
  /** The amount, ready to read; null while the payer has yet to say it. */
  amount: string | null;
  to: string;
  creditor: { name: string | null; iban: string | null; email: string | null; phone: string | null };
}

/** How much to whom: the one heading of a page about money. */
export function PayeeHeading({ label, amount, to, creditor }: Payee) {
  const iban = creditor.iban === null ? null : groupIban(creditor.iban);
  const payee = creditor.name ?? creditor.email ?? creditor.phone ?? iban ?? '';
  // The name is the partner's word; what the money really goes to is the number or address under it.
  const account = iban ?? creditor.email ?? creditor.phone;
  return (
    <>
      <h1>
        <span className="summary-label">{label}</span>{' '}
        {amount === null ? null : (
          <>
            <span className={amount.length > 10 ? 'amount amount-long' : 'amount'}>{amount}</span>{' '}
          </>
        )}
        <span className="payee">
          {to} <bdi className="payee-name">{breakable(payee)}</bdi>
        </span>
      </h1>
      {account !== null && account !== payee ? <p className="payee-account">{account}</p> : null}
    </>
  );
}

/** A long e-mail address breaks before its "@" rather than anywhere. */
function breakable(payee: string): ReactNode {
  const at = payee.lastIndexOf('@');
  if (at < 1) return payee;
  return (
    <>
      {payee.slice(0, at)}
      <wbr />
      {payee.slice(at)}
    </>
  );
}
