import { accountsOf } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import { clientName, consentsOf } from '../bank/consents.js';
import { searchCustomers } from '../bank/customers.js';
import type { Account, Consent, Customer } from '../bank/records.js';
import { formatTimestamp } from '../wire/timestamp.js';
import { AppPage, type Outcome } from './app-frame.js';
import { PaymentDays, paymentsOf } from './app-transactions.js';
import { Waiting } from './app-waiting.js';
import { CustomerSearch } from './choices.js';
import { Iban, Initials, Money, Page, PlainMoney } from './layout.js';

export function UsersPage({ bank, search }: { bank: Bank; search: string }) {
  const { found, total } = searchCustomers(bank, search);
  return (
    <Page title="Users" narrow>
      <h1>Whose app is it?</h1>
      <p className="lead">Choose a test user to see what this person would see on the phone.</p>
      <CustomerSearch action="/app" search={search} shown={found.length} total={total} />
      <section className="card" aria-label="Users">
        {total === 0 ? <p className="muted">No users yet. Create one with the control API.</p> : null}
        <ul className="plain rows">
          {found.map((person) => (
            <li key={person.id}>
              <a className="person" href={`/app/${person.id}`}>
                <Initials name={person.displayName} />
                <span className="who">
                  <b>{person.displayName}</b>
                  <span className="muted small">{person.kind === 'company' ? 'Business' : 'Personal'}</span>
                </span>
                <PlainMoney cents={totalOf(accountsOf(bank, person))} />
              </a>
            </li>
          ))}
        </ul>
      </section>
    </Page>
  );
}

interface Home {
  bank: Bank;
  customer: Customer;
}

export function HomePage({ bank, customer, ...outcome }: Home & Outcome) {
  return (
    <AppPage customer={customer} tab="Overview" heading={`Hello, ${customer.nickName}`} {...outcome}>
      <Accounts bank={bank} customer={customer} />
      <Waiting bank={bank} customer={customer} />
      <div className="columns">
        <div>
          <section className="card" aria-labelledby="transactions">
            <div className="row">
              <h2 id="transactions">Recent transactions</h2>
              <a href={`/app/${customer.id}/transactions`}>All transactions</a>
            </div>
            <PaymentDays
              payments={paymentsOf(bank, customer).slice(0, 10)}
              nothing="Nothing has happened on your accounts yet."
            />
          </section>
        </div>
        <div>
          <section className="card" aria-labelledby="ask">
            <h2 id="ask">Somebody owes you?</h2>
            <p className="muted">Send a request, and the money arrives with one tap.</p>
            <a className="do" href={`/app/${customer.id}/requests#ask`}>
              Ask for money
            </a>
          </section>
          <Connections bank={bank} customer={customer} />
        </div>
      </div>
    </AppPage>
  );
}

export function ServicesPage({ bank, customer, ...outcome }: Home & Outcome) {
  return (
    <AppPage customer={customer} tab="Services" heading="Connected services" {...outcome}>
      <p className="lead">
        These services may see your accounts or prepare payments. You can stop each of them at any time.
      </p>
      <Connections bank={bank} customer={customer} />
    </AppPage>
  );
}

const kinds: Record<Account['kind'], string> = {
  bank: 'Current account',
  joint: 'Joint account',
  savings: 'Savings account',
  external: 'At another bank',
  'external-savings': 'Savings at another bank',
  card: 'Card account',
};

function Accounts({ bank, customer }: Home) {
  const accounts = accountsOf(bank, customer);
  return (
    <section className="accounts" aria-labelledby="accounts">
      <h2 id="accounts">
        {accounts.length === 1 ? 'Your account' : `Your ${accounts.length} accounts, together `}
        {accounts.length === 1 ? null : <PlainMoney cents={totalOf(accounts)} />}
      </h2>
      <ul className="plain tiles">
        {accounts.map((account) => (
          <li className="tile" key={account.id}>
            <a href={`/app/${customer.id}/transactions?account=${account.id}`}>{account.description}</a>
            <span className="small muted">
              {account.status === 'ACTIVE' ? kinds[account.kind] : `${kinds[account.kind]} · closed`}
            </span>
            <Money cents={account.balance} big />
            <Iban iban={account.iban} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Connections({ bank, customer }: Home) {
  const consents = consentsOf(bank, customer).filter((consent) => consent.status === 'ACTIVE');
  return (
    <section className="card" aria-labelledby="connections">
      <h2 id="connections">Connected services</h2>
      {consents.length === 0 ? <p className="muted">No service has access to your accounts.</p> : null}
      <ul className="plain rows">
        {consents.map((consent) => (
          <ConnectionRow key={consent.id} bank={bank} customer={customer} consent={consent} />
        ))}
      </ul>
    </section>
  );
}

function ConnectionRow({ bank, customer, consent }: Home & { consent: Consent }) {
  const name = clientName(bank, consent.requestedByUserId);
  const count = consent.accountIds?.length ?? accountsOf(bank, customer).length;
  return (
    <li>
      <h3>{name}</h3>
      <p className="muted small">
        {`${count} ${count === 1 ? 'account' : 'accounts'} · since ${formatTimestamp(consent.createdAt).slice(0, 16)}`}
      </p>
      <form method="post" action={`/app/${customer.id}/connections/${consent.id}/stop`}>
        <button className="do stop" aria-label={`Stop access of ${name}, connection ${consent.id}`}>
          Stop access
        </button>
      </form>
    </li>
  );
}

function totalOf(accounts: readonly Account[]): bigint {
  return accounts.reduce((sum, account) => sum + account.balance, 0n);
}
