import { accountsOf } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import { clientName, consentsOf } from '../bank/consents.js';
import { customers } from '../bank/customers.js';
import { totalOf } from '../bank/drafts.js';
import type { Consent, Customer, Draft, IssuerTransaction, Payment } from '../bank/records.js';
import { formatTimestamp } from '../wire/timestamp.js';
import { Iban, Initials, Money, Page, PlainMoney, Problem } from './layout.js';

export function UsersPage({ bank }: { bank: Bank }) {
  const people = customers(bank);
  return (
    <Page title="Users" narrow>
      <h1>Whose app is it?</h1>
      <p className="lead">Choose a test user to see what this person would see on the phone.</p>
      <section className="card" aria-label="Users">
        {people.length === 0 ? <p className="muted">No users yet. Create one with the control API.</p> : null}
        <ul className="plain rows">
          {people.map((person) => (
            <li key={person.id}>
              <a className="person" href={`/app/${person.id}`}>
                <Initials name={person.displayName} />
                <span className="who">
                  <b>{person.displayName}</b>
                  <span className="muted small">{person.kind === 'company' ? 'Business' : 'Personal'}</span>
                </span>
                <PlainMoney cents={accountsOf(bank, person).reduce((sum, account) => sum + account.balance, 0n)} />
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

export function HomePage({ bank, customer, problem, done }: Home & { problem?: string; done?: string | undefined }) {
  return (
    <Page title={customer.displayName}>
      <h1>Hello, {customer.nickName}</h1>
      <Problem text={problem} />
      {done === undefined ? null : (
        <p className="notice" role="status">
          {done}
        </p>
      )}
      <Waiting bank={bank} customer={customer} />
      <div className="columns">
        <div>
          <Transactions bank={bank} customer={customer} />
        </div>
        <div className="side">
          <Accounts bank={bank} customer={customer} />
          <Connections bank={bank} customer={customer} />
        </div>
      </div>
    </Page>
  );
}

function Accounts({ bank, customer }: Home) {
  return (
    <section className="card" aria-labelledby="accounts">
      <h2 id="accounts">Accounts</h2>
      <ul className="plain rows">
        {accountsOf(bank, customer).map((account) => (
          <li key={account.id}>
            <div className="row">
              <span>{account.description}</span>
              <Money cents={account.balance} big />
            </div>
            <Iban iban={account.iban} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Waiting({ bank, customer }: Home) {
  const drafts = accountsOf(bank, customer)
    .flatMap((account) => bank.tables.drafts.where('account', account.id))
    .filter((draft) => draft.status === 'PENDING');
  // Its payer is not known before somebody pays it, so it waits in everybody's app.
  const transactions = bank.tables.issuerTransactions.all().filter((transaction) => transaction.status === 'PENDING');
  if (drafts.length + transactions.length === 0) return null;
  return (
    <section className="card" aria-labelledby="waiting">
      <h2 id="waiting">Waiting for you</h2>
      <ul className="plain rows">
        {drafts.map((draft) => (
          <li key={draft.id}>
            <WaitingDraft bank={bank} customer={customer} draft={draft} />
          </li>
        ))}
        {transactions.map((transaction) => (
          <li key={transaction.id}>
            <WaitingTransaction bank={bank} customer={customer} transaction={transaction} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function WaitingDraft({ bank, customer, draft }: Home & { draft: Draft }) {
  const [first] = draft.entries;
  const isBatch = draft.entries.length > 1;
  const creator = bank.tables.users.get(draft.createdByUserId);
  const via = creator?.kind === 'consent' ? clientName(bank, creator.requestedByUserId) : 'you';
  return (
    <form method="post" action={`/app/${customer.id}/drafts/${draft.id}`}>
      <div className="row">
        <h3>{isBatch ? `${draft.entries.length} payments` : first?.counterparty.name}</h3>
        <PlainMoney cents={totalOf(draft)} />
      </div>
      <p className="muted small">
        {isBatch
          ? draft.entries
              .slice(0, 5)
              .map((entry) => entry.counterparty.name)
              .join(', ')
          : first?.description}
        {' · prepared by '}
        {via}
      </p>
      {isBatch ? null : <Iban iban={first?.counterparty.iban ?? null} />}
      <DecisionButtons label={isBatch ? 'these payments' : `the payment to ${first?.counterparty.name ?? ''}`} />
    </form>
  );
}

function WaitingTransaction({ bank, customer, transaction }: Home & { transaction: IssuerTransaction }) {
  const accounts = accountsOf(bank, customer);
  return (
    <form method="post" action={`/app/${customer.id}/issuer-transactions/${transaction.publicUuid}`}>
      <div className="row">
        <h3>{transaction.counterparty.name}</h3>
        <PlainMoney cents={transaction.amount} />
      </div>
      <p className="muted small">
        {transaction.description}
        {' · asked by '}
        {clientName(bank, transaction.pspUserId)}
      </p>
      <AccountRadios accounts={accounts.map(({ id, description, iban }) => ({ id, description, iban }))} />
      <DecisionButtons label={`the payment to ${transaction.counterparty.name}`} />
    </form>
  );
}

export function AccountRadios({ accounts }: { accounts: { id: number; description: string; iban: string }[] }) {
  return (
    <fieldset>
      <legend className="small">Pay from</legend>
      {accounts.map((account, index) => (
        <label className="choice" key={account.id}>
          <input type="radio" name="account" value={account.id} defaultChecked={index === 0} />
          <span>
            <b>{account.description}</b>
            <br />
            <Iban iban={account.iban} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function DecisionButtons({ label }: { label: string }) {
  return (
    <div className="buttons slim">
      <button className="do" name="decision" value="accept" aria-label={`Accept ${label}`}>
        Accept
      </button>
      <button className="do second" name="decision" value="reject" aria-label={`Reject ${label}`}>
        Reject
      </button>
    </div>
  );
}

function Transactions({ bank, customer }: Home) {
  const payments = accountsOf(bank, customer)
    .flatMap((account) => bank.tables.payments.where('account', account.id))
    .sort((one, other) => other.id - one.id)
    .slice(0, 20);
  return (
    <section className="card" aria-labelledby="transactions">
      <h2 id="transactions">Recent transactions</h2>
      {payments.length === 0 ? <p className="muted">Nothing has happened on your accounts yet.</p> : null}
      <ul className="plain rows">
        {payments.map((payment) => (
          <TransactionRow key={payment.id} payment={payment} />
        ))}
      </ul>
    </section>
  );
}

function TransactionRow({ payment }: { payment: Payment }) {
  return (
    <li>
      <div className="row">
        <h3>{payment.counterparty.name}</h3>
        <Money cents={payment.amount} />
      </div>
      <div className="row small muted">
        <span>{payment.description}</span>
        <span>{formatTimestamp(payment.createdAt).slice(0, 16)}</span>
      </div>
    </li>
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
