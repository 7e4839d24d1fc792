import { accountsOf } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import { clientName } from '../bank/consents.js';
import { totalOf } from '../bank/drafts.js';
import type { Customer, Draft, IssuerTransaction } from '../bank/records.js';
import type { RequestInquiry } from '../bank/request-records.js';
import { inquiryOf } from '../bank/requests.js';
import { partyOfAccount } from '../bank/accounts.js';
import { DecisionButtons, AccountRadios } from './choices.js';
import { Iban, PlainMoney } from './layout.js';

interface Shown {
  bank: Bank;
  customer: Customer;
}

/** Everything that wants an answer of this customer; nothing when there is nothing. */
export function Waiting({ bank, customer }: Shown) {
  const accounts = accountsOf(bank, customer);
  const drafts = accounts
    .flatMap((account) => bank.tables.drafts.where('account', account.id))
    .filter((draft) => draft.status === 'PENDING');
  const requests = waitingRequests(bank, customer);
  // Its payer is not known before somebody pays it, so it waits in everybody's app.
  const transactions = bank.tables.issuerTransactions.all().filter((transaction) => transaction.status === 'PENDING');
  if (drafts.length + requests.length + transactions.length === 0) return null;
  return (
    <section className="card waiting" aria-labelledby="waiting">
      <h2 id="waiting">Waiting for you</h2>
      <ul className="plain rows">
        {requests.map((request) => (
          <li key={request.id}>
            <WaitingRequest bank={bank} customer={customer} inquiry={request} />
          </li>
        ))}
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

/** Requests for money nobody has answered yet. */
export function waitingRequests(bank: Bank, customer: Customer): RequestInquiry[] {
  return accountsOf(bank, customer)
    .flatMap((account) => bank.tables.requestResponses.where('account', account.id))
    .map((response) => inquiryOf(bank, response))
    .filter((inquiry) => inquiry.status === 'PENDING');
}

export function WaitingRequest({ bank, customer, inquiry }: Shown & { inquiry: RequestInquiry }) {
  const asker = askerOf(bank, inquiry);
  return (
    <form method="post" action={`/app/${customer.id}/requests/${inquiry.id}`}>
      <div className="row">
        <h3>{asker}</h3>
        <PlainMoney cents={inquiry.amount} />
      </div>
      <p className="muted small">
        {inquiry.description}
        {' · asks you for money'}
        {inquiry.minimumAge === null ? null : ` · for people from ${inquiry.minimumAge} years`}
      </p>
      <DecisionButtons label={`the request of ${asker}`} yes="Pay" no="Decline" />
    </form>
  );
}

export function askerOf(bank: Bank, inquiry: RequestInquiry): string {
  const account = bank.tables.accounts.get(inquiry.accountId);
  return account === undefined ? 'Somebody' : partyOfAccount(account).name;
}

export function WaitingDraft({ bank, customer, draft }: Shown & { draft: Draft }) {
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

function WaitingTransaction({ bank, customer, transaction }: Shown & { transaction: IssuerTransaction }) {
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
