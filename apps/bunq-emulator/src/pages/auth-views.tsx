import { accountsOf } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import { clientName } from '../bank/consents.js';
import { searchCustomers } from '../bank/customers.js';
import { pendingPspDrafts } from '../bank/psp-drafts.js';
import type { Account, Customer, OauthClient, PspDraft } from '../bank/records.js';
import { CustomerSearch } from './choices.js';
import { Hidden, Iban, Initials, Money, Page, PlainMoney, Problem } from './layout.js';

interface Asked {
  bank: Bank;
  client: OauthClient;
  /** The OAuth parameters, to be carried from page to page. */
  fields: Record<string, string>;
}

/** First page: who are you? In a real bank the phone would tell. */
export function WhoPage({
  bank,
  client,
  fields,
  qrSvg,
  search,
}: Asked & { qrSvg: string | undefined; search: string }) {
  const name = clientName(bank, client.userId);
  const { found: people, total } = searchCustomers(bank, search);
  return (
    <Page title={`Connect ${name}`}>
      <h1>{name} asks for your permission</h1>
      <p className="lead">You decide in the next step what you allow. Nothing is shared or paid before that.</p>
      <div className="columns">
        <section className="card" aria-labelledby="who">
          <h2 id="who">Continue as</h2>
          <CustomerSearch action="/auth" search={search} shown={people.length} total={total} fields={fields} />
          {total === 0 ? <p className="muted">This bank has no users yet.</p> : null}
          <ul className="plain rows">
            {people.map((person) => (
              <li key={person.id}>
                <form method="get" action="/auth">
                  <Hidden fields={{ ...fields, user: String(person.id) }} />
                  <PersonButton bank={bank} person={person} />
                </form>
              </li>
            ))}
          </ul>
          <form method="post" action="/auth">
            <Hidden fields={fields} />
            <div className="buttons">
              <button className="do second" name="decision" value="deny">
                Decline and go back
              </button>
            </div>
          </form>
        </section>
        {qrSvg === undefined ? null : (
          <section className="card center" aria-labelledby="scan">
            <h2 id="scan">Or continue on your phone</h2>
            <div
              className="qr"
              role="img"
              aria-label="QR code of this request"
              dangerouslySetInnerHTML={{ __html: qrSvg }}
            />
            <p className="muted small">Scan this code to open the request in the bank app.</p>
          </section>
        )}
      </div>
    </Page>
  );
}

export function PersonButton({ bank, person }: { bank: Bank; person: Customer }) {
  const total = accountsOf(bank, person).reduce((sum, account) => sum + account.balance, 0n);
  return (
    <button className="person">
      <Initials name={person.displayName} />
      <span className="who">
        <b>{person.displayName}</b>
        <span className="muted small">{person.kind === 'company' ? 'Business' : 'Personal'}</span>
      </span>
      <PlainMoney cents={total} />
    </button>
  );
}

/** Second page: the payments that wait and the accounts that are asked for, decided in one go. */
export function ConsentPage({
  bank,
  client,
  fields,
  customer,
  problem,
}: Asked & { customer: Customer; problem: string | undefined }) {
  const name = clientName(bank, client.userId);
  const drafts = pendingPspDrafts(bank, client.userId, customer);
  return (
    <Page title={`Connect ${name}`} narrow>
      <p className="muted small">Signed in as {customer.displayName}</p>
      <h1>
        {drafts.length > 0
          ? `Confirm your ${drafts.length > 1 ? 'payments' : 'payment'} via ${name}`
          : `Connect ${name}`}
      </h1>
      <p className="lead">{whatIsAsked(bank, client, drafts.length)}</p>
      <Problem text={problem} />
      <form method="post" action="/auth">
        <Hidden fields={{ ...fields, user: String(customer.id) }} />
        {drafts.map((draft) => (
          <div className="card" key={draft.id}>
            <DraftChoice draft={draft} />
          </div>
        ))}
        <div className="card">
          <AccountChoices accounts={accountsOf(bank, customer)} />
        </div>
        <div className="buttons">
          <button className="do" name="decision" value="accept">
            {drafts.length > 0 ? 'Confirm' : 'Allow access'}
          </button>
          <button className="do second" name="decision" value="deny">
            Decline everything
          </button>
        </div>
      </form>
    </Page>
  );
}

function DraftChoice({ draft }: { draft: PspDraft }) {
  const name = `draft_${draft.id}`;
  return (
    <fieldset className="order">
      <legend>Payment to {draft.counterparty.name}</legend>
      <Money cents={draft.amount} big />
      <dl>
        <dt>To</dt>
        <dd>
          {draft.counterparty.name}
          <br />
          <Iban iban={draft.counterparty.iban} />
        </dd>
        <dt>From</dt>
        <dd>
          <Iban iban={draft.senderIban} />
        </dd>
        <dt>For</dt>
        <dd>{draft.description}</dd>
      </dl>
      <div className="pair">
        <label className="choice">
          <input type="radio" name={name} value="accept" defaultChecked />
          <span>Pay</span>
        </label>
        <label className="choice">
          <input type="radio" name={name} value="reject" />
          <span>Do not pay</span>
        </label>
      </div>
    </fieldset>
  );
}

function AccountChoices({ accounts }: { accounts: readonly Account[] }) {
  return (
    <fieldset>
      <legend>Accounts it may use</legend>
      {accounts.map((account) => (
        <label className="choice" key={account.id}>
          <input type="checkbox" name="account" value={account.id} defaultChecked />
          <span>
            <span className="row">
              <b>{account.description}</b>
              <PlainMoney cents={account.balance} />
            </span>
            <Iban iban={account.iban} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function whatIsAsked(bank: Bank, client: OauthClient, drafts: number): string {
  const requester = bank.tables.users.get(client.userId);
  const roles = requester?.kind === 'psp' ? requester.roles : undefined;
  const wishes = [
    ...(roles === undefined || roles.includes('AISP')
      ? ['see the balance and transactions of the accounts you choose']
      : []),
    ...(roles === undefined || roles.includes('PISP') ? ['prepare payments, which you confirm one by one'] : []),
    ...(roles?.includes('CBPII') === true ? ['ask whether an amount is available'] : []),
  ];
  const permission = `${clientName(bank, client.userId)} may ${wishes.join(' and ')}. You can stop this at any time in the app.`;
  return drafts > 0 ? `Check the payment before you confirm. ${permission}` : permission;
}
