import type { FastifyInstance } from 'fastify';
import { accountsOf } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import { clientName } from '../bank/consents.js';
import { findCustomer, searchCustomers } from '../bank/customers.js';
import { decideIssuerTransaction } from '../bank/psu-decisions.js';
import type { Customer, IssuerTransaction } from '../bank/records.js';
import { notFound, Refusal } from '../bank/refusal.js';
import { fieldsOf, formOf } from '../http/incoming.js';
import { AccountRadios, CustomerSearch } from './choices.js';
import { PersonButton } from './auth-views.js';
import { Hidden, Iban, Money, Page, Problem } from './layout.js';
import { sendPage } from './send-page.js';

interface Shown {
  bank: Bank;
  transaction: IssuerTransaction;
}

/** The payment page of an issuer transaction. */
export function servePspPages(app: FastifyInstance, bank: Bank): void {
  app.get('/psp', (request, reply) => {
    const query = fieldsOf(request.query);
    const transaction = transactionFrom(bank, query['transactionId']);
    const customer = findCustomer(bank, query['user']);
    return sendPage(reply, 200, <PspPage {...{ bank, transaction, customer }} search={query['q'] ?? ''} />);
  });
  app.post('/psp', (request, reply) => {
    const form = formOf(request);
    const transaction = transactionFrom(bank, form.get('transactionId') ?? undefined);
    const customer = findCustomer(bank, form.get('user') ?? undefined);
    if (customer === undefined) throw notFound('user');
    try {
      const decision = form.get('decision') === 'accept' ? 'accept' : 'reject';
      const accountId = Number(form.get('account'));
      decideIssuerTransaction(bank, customer, transaction.publicUuid, { decision, accountId });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return sendPage(reply, error.status, <PspPage {...{ bank, transaction, customer }} problem={error.message} />);
    }
    return reply.redirect(transaction.urlRedirect, 303);
  });
}

function PspPage({
  bank,
  transaction,
  customer,
  problem,
  search = '',
}: Shown & { customer: Customer | undefined; problem?: string; search?: string }) {
  const { counterparty } = transaction;
  return (
    <Page title={`Pay ${counterparty.name}`} narrow>
      <h1>Pay {counterparty.name}</h1>
      <p className="lead">{clientName(bank, transaction.pspUserId)} asks you to make this payment.</p>
      <Problem text={problem} />
      <section className="card" aria-label="Payment">
        <Money cents={transaction.amount} big />
        <dl>
          <dt>To</dt>
          <dd>
            {counterparty.name}
            <br />
            <Iban iban={counterparty.iban} />
          </dd>
          <dt>For</dt>
          <dd>{transaction.description}</dd>
        </dl>
      </section>
      <NextStep bank={bank} transaction={transaction} customer={customer} search={search} />
    </Page>
  );
}

function NextStep({ bank, transaction, customer, search }: Shown & { customer: Customer | undefined; search: string }) {
  if (transaction.status !== 'PENDING') {
    return (
      <p className="notice" role="status">
        This payment is {transaction.status.toLowerCase()}. <a href={transaction.urlRedirect}>Back to the shop</a>
      </p>
    );
  }
  const fields = { transactionId: transaction.publicUuid };
  if (customer === undefined) {
    const { found, total } = searchCustomers(bank, search);
    return (
      <section className="card" aria-labelledby="who">
        <h2 id="who">Continue as</h2>
        <CustomerSearch action="/psp" search={search} shown={found.length} total={total} fields={fields} />
        <ul className="plain rows">
          {found.map((person) => (
            <li key={person.id}>
              <form method="get" action="/psp">
                <Hidden fields={{ ...fields, user: String(person.id) }} />
                <PersonButton bank={bank} person={person} />
              </form>
            </li>
          ))}
        </ul>
      </section>
    );
  }
  const accounts = accountsOf(bank, customer).map(({ id, description, iban }) => ({ id, description, iban }));
  return (
    <form className="card" method="post" action="/psp">
      <p className="muted small">Signed in as {customer.displayName}</p>
      <Hidden fields={{ ...fields, user: String(customer.id) }} />
      <AccountRadios accounts={accounts} />
      <div className="buttons">
        <button className="do" name="decision" value="accept">
          Pay now
        </button>
        <button className="do second" name="decision" value="reject">
          Do not pay
        </button>
      </div>
    </form>
  );
}

function transactionFrom(bank: Bank, uuid: string | undefined): IssuerTransaction {
  const transaction = bank.tables.issuerTransactions.first('uuid', uuid);
  if (transaction === undefined) throw notFound('payment');
  return transaction;
}
