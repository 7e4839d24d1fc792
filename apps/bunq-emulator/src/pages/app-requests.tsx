import { accountsOf } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import type { Customer } from '../bank/records.js';
import type { RequestInquiry } from '../bank/request-records.js';
import { inquiryOf } from '../bank/requests.js';
import { AppPage, dayOf, type Outcome, Status } from './app-frame.js';
import { askerOf, WaitingRequest, waitingRequests } from './app-waiting.js';
import { PlainMoney } from './layout.js';

const shownAtMost = 50;

interface Shown {
  bank: Bank;
  customer: Customer;
}

/** @param entered what stood in the form when it could not be sent */
export function RequestsPage({
  bank,
  customer,
  entered,
  ...outcome
}: Shown & Outcome & { entered?: URLSearchParams | undefined }) {
  return (
    <AppPage customer={customer} tab="Requests" heading="Requests" {...outcome}>
      <div className="columns">
        <div>
          <Incoming bank={bank} customer={customer} />
          <Outgoing bank={bank} customer={customer} />
        </div>
        <div>
          <AskForm bank={bank} customer={customer} entered={entered} />
        </div>
      </div>
    </AppPage>
  );
}

function Incoming({ bank, customer }: Shown) {
  const waiting = waitingRequests(bank, customer);
  const answered = accountsOf(bank, customer)
    .flatMap((account) => bank.tables.requestResponses.where('account', account.id))
    .map((response) => inquiryOf(bank, response))
    .filter((inquiry) => inquiry.status !== 'PENDING')
    .sort((one, other) => other.id - one.id)
    .slice(0, shownAtMost);
  return (
    <section className="card" aria-labelledby="incoming">
      <h2 id="incoming">You are asked for</h2>
      {waiting.length + answered.length === 0 ? <p className="muted">Nobody has asked you for money.</p> : null}
      <ul className="plain rows">
        {waiting.map((inquiry) => (
          <li key={inquiry.id}>
            <WaitingRequest bank={bank} customer={customer} inquiry={inquiry} />
          </li>
        ))}
        {answered.map((inquiry) => (
          <li key={inquiry.id}>
            <RequestRow inquiry={inquiry} name={askerOf(bank, inquiry)} />
            {inquiry.status === 'ACCEPTED' ? (
              <form method="post" action={`/app/${customer.id}/requests/${inquiry.id}/refund`}>
                <button className="do second slim" aria-label={`Ask ${askerOf(bank, inquiry)} for the money back`}>
                  Ask the money back
                </button>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Outgoing({ bank, customer }: Shown) {
  const asked = accountsOf(bank, customer)
    .flatMap((account) => bank.tables.requestInquiries.where('account', account.id))
    .sort((one, other) => other.id - one.id)
    .slice(0, shownAtMost);
  return (
    <section className="card" aria-labelledby="outgoing">
      <h2 id="outgoing">You asked for</h2>
      {asked.length === 0 ? <p className="muted">You have not asked anybody for money.</p> : null}
      <ul className="plain rows">
        {asked.map((inquiry) => (
          <li key={inquiry.id}>
            <RequestRow inquiry={inquiry} name={inquiry.counterparty.name} />
            {inquiry.shareUrl === null ? null : <p className="iban">{inquiry.shareUrl}</p>}
            {inquiry.status === 'PENDING' ? (
              <form method="post" action={`/app/${customer.id}/requests/${inquiry.id}/revoke`}>
                <button className="do second slim" aria-label={`Withdraw the request to ${inquiry.counterparty.name}`}>
                  Withdraw
                </button>
              </form>
            ) : null}
            {inquiry.status === 'REFUND_REQUESTED' ? (
              <form method="post" action={`/app/${customer.id}/requests/${inquiry.id}/give-back`}>
                <button className="do second slim" aria-label={`Give ${inquiry.counterparty.name} the money back`}>
                  Give it back
                </button>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function RequestRow({ inquiry, name }: { inquiry: RequestInquiry; name: string }) {
  return (
    <>
      <div className="row">
        <h3>{name}</h3>
        <PlainMoney cents={inquiry.amount} />
      </div>
      <p className="row small muted">
        <span>{`${inquiry.description} · ${dayOf(inquiry.createdAt)}`}</span>
        <Status status={inquiry.status} accepted="Paid" />
      </p>
    </>
  );
}

function AskForm({ bank, customer, entered }: Shown & { entered: URLSearchParams | undefined }) {
  const value = (name: string) => entered?.get(name) ?? '';
  return (
    <section className="card" aria-labelledby="ask">
      <h2 id="ask">Ask for money</h2>
      <form className="fields" method="post" action={`/app/${customer.id}/requests`}>
        <label>
          Whom
          <input name="to" required defaultValue={value('to')} aria-describedby="whom" autoComplete="off" />
        </label>
        <p className="muted small" id="whom">
          E-mail address, telephone number or IBAN
        </p>
        <label>
          Name, with an IBAN
          <input name="name" defaultValue={value('name')} autoComplete="off" />
        </label>
        <label>
          Amount in euros
          <input name="amount" required inputMode="decimal" defaultValue={value('amount')} placeholder="12.50" />
        </label>
        <label>
          What for
          <input name="description" required defaultValue={value('description')} />
        </label>
        <label>
          To account
          <select name="account" defaultValue={value('account')}>
            {accountsOf(bank, customer).map((account) => (
              <option key={account.id} value={account.id}>
                {account.description}
              </option>
            ))}
          </select>
        </label>
        <div className="buttons">
          <button className="do">Ask for money</button>
        </div>
      </form>
    </section>
  );
}
