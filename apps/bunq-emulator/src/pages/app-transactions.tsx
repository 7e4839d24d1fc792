import { accountsOf } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import { formatCents } from '../bank/cents.js';
import type { Customer, Payment } from '../bank/records.js';
import { AppPage, dayOf } from './app-frame.js';
import { Initials, Money } from './layout.js';

const perPage = 25;

interface Wanted {
  text: string;
  accountId: number | undefined;
  /** Only what came before the payment with this id. */
  before: number | undefined;
}

export function TransactionsPage({ bank, customer, wanted }: { bank: Bank; customer: Customer; wanted: Wanted }) {
  const accounts = accountsOf(bank, customer);
  const found = paymentsOf(bank, customer).filter((payment) => matches(payment, wanted));
  const page = found.slice(0, perPage);
  const query = new URLSearchParams({ q: wanted.text, account: String(wanted.accountId ?? '') });
  if (found.length > perPage) query.set('before', String(page.at(-1)?.id ?? ''));
  return (
    <AppPage customer={customer} tab="Transactions" heading="Transactions">
      <form className="search" method="get" role="search" aria-label="Transactions">
        <label>
          Search
          <input type="search" name="q" defaultValue={wanted.text} placeholder="Name, text, IBAN or amount" />
        </label>
        <label>
          Account
          <select name="account" defaultValue={wanted.accountId ?? ''}>
            <option value="">All accounts</option>
            {accounts.map((account) => (
              <option key={account.id} value={account.id}>
                {account.description}
              </option>
            ))}
          </select>
        </label>
        <button className="do">Search</button>
      </form>
      <section className="card" aria-labelledby="found">
        <h2 id="found">{wanted.text === '' ? 'Newest first' : `Found: ${found.length}`}</h2>
        <PaymentDays
          payments={page}
          nothing={wanted.text === '' ? 'Nothing has happened here yet.' : `Nothing matches “${wanted.text}”.`}
        />
      </section>
      {found.length > perPage ? (
        <p>
          <a href={`/app/${customer.id}/transactions?${query.toString()}`}>Older transactions</a>
        </p>
      ) : null}
    </AppPage>
  );
}

/** Payments under the days on which they happened. */
export function PaymentDays({ payments, nothing }: { payments: readonly Payment[]; nothing: string }) {
  if (payments.length === 0) return <p className="muted">{nothing}</p>;
  const days = Map.groupBy(payments, (payment) => dayOf(payment.createdAt));
  return [...days].map(([day, booked]) => (
    <div className="day" key={day}>
      <h3 className="muted small">{day}</h3>
      <ul className="plain rows">
        {booked.map((payment) => (
          <PaymentRow key={payment.id} payment={payment} />
        ))}
      </ul>
    </div>
  ));
}

/** Newest first. */
export function paymentsOf(bank: Bank, customer: Customer): Payment[] {
  return accountsOf(bank, customer)
    .flatMap((account) => bank.tables.payments.where('account', account.id))
    .sort((one, other) => other.id - one.id);
}

const ways: Record<string, string> = { MASTERCARD: 'Card', EBA_SCT: 'Transfer', BUNQ: 'Instant' };

function PaymentRow({ payment }: { payment: Payment }) {
  const way = payment.subType === 'REQUEST' ? 'Request' : (ways[payment.type] ?? payment.type);
  return (
    <li className="booking">
      <Initials name={payment.counterparty.name} />
      <span className="who">
        <b>{payment.counterparty.name}</b>
        <span className="muted small">{`${payment.description} · ${way}`}</span>
      </span>
      <Money cents={payment.amount} />
    </li>
  );
}

function matches(payment: Payment, { text, accountId, before }: Wanted): boolean {
  if (before !== undefined && payment.id >= before) return false;
  if (accountId !== undefined && payment.accountId !== accountId) return false;
  const { counterparty } = payment;
  const texts = [counterparty.name, counterparty.iban, payment.description, payment.merchantReference];
  const all = [...texts, formatCents(payment.amount)].join(' ').toLowerCase();
  const wanted = text.trim().toLowerCase();
  return all.includes(wanted) || all.includes(wanted.replaceAll(' ', ''));
}
