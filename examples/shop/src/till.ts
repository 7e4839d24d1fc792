import { ApiError, NotFoundError, type Sluis } from '@sluis/sdk';
import { inEuros } from './catalogue.js';
import { type Attempt, isPaid, openAttempt, type Order, refundableCents } from './order.js';
import { newToken, type Session, type Store } from './store.js';

export interface Shopkeeper {
  name: string;
  iban: string;
}

interface TillOptions {
  sluis: Sluis;
  store: Store;
  /** Who is paid. */
  shop: Shopkeeper;
  redirectUri: string;
  onChange(orderId: string): void;
}

export type Way =
  | { way: 'page' }
  | { way: 'request'; alias: { email?: string; phone?: string } }
  | { way: 'push'; consent: { id: string; accountId: string } };

/** What the platform says of a payment, a request or a refund. */
interface Told {
  id: string;
  status: string;
  version: number;
}

/** What the customer can be told as it is. */
export class TillError extends Error {
  override readonly name = 'TillError';
}

/** Takes money and gives it back, by the platform alone. Knows no pages. */
export class Till {
  constructor(private readonly options: TillOptions) {}

  /**
   * Begins a payment, or goes on with the one that is open: there is never a second one beside it.
   *
   * @throws TillError when it is refused
   */
  async pay(orderId: string, chosen: Way): Promise<Order> {
    const order = this.options.store.change(orderId, (written) => {
      if (isPaid(written) || openAttempt(written)) return;
      const key = `${written.id}-${written.attempts.length + 1}`;
      written.attempts.push({ ...chosen, key, id: null, status: 'new', version: 0, url: null });
    });
    const attempt = openAttempt(order);
    // The same key again gives the first answer again, so a try that was cut off is simply sent once more.
    return attempt?.id === null ? this.send(order, attempt) : order;
  }

  /** Ends the open try, so that the customer can choose another way. What the bank has not ended is still open. */
  async giveUp(orderId: string): Promise<Order> {
    const { sluis, store } = this.options;
    const order = store.order(orderId);
    const begun = order && openAttempt(order);
    if (!order || !begun) throw new TillError('There is nothing to give up.');
    // A try without an answer may stand at the platform all the same: it is found by its key, and then ended.
    const attempt = begun.id === null ? openAttempt(await this.send(order, begun)) : begun;
    if (!attempt) return order;
    const ended = await answered<Told>(() =>
      attempt.way === 'request'
        ? sluis.paymentRequests.revoke(attempt.id ?? '')
        : sluis.payments.cancel(attempt.id ?? ''),
    );
    return this.note(orderId, attempt.key, ended);
  }

  /** @throws TillError when it is more than is left, or refused */
  async refund(orderId: string, cents: number): Promise<void> {
    const { sluis, store } = this.options;
    let key = '';
    const order = store.change(orderId, (written) => {
      // One that was cut off is sent once more, with its key.
      const cutOff = written.refunds.find((one) => one.id === null && one.status === 'new' && one.cents === cents);
      if (cutOff) {
        ({ key } = cutOff);
        return;
      }
      if (cents > refundableCents(written)) throw new TillError('That is more than is left to refund.');
      key = `${written.id}-refund-${written.refunds.length + 1}`;
      written.refunds.push({ key, cents, id: null, status: 'new', version: 0 });
    });
    const payment = order.attempts.find(({ way, status }) => way !== 'request' && status === 'executed')?.id ?? '';
    const body = { amount: { value: inEuros(cents), currency: 'EUR' as const } };
    try {
      const refund = await answered(() => sluis.payments.refunds.create(payment, body, { idempotencyKey: key }));
      this.note(orderId, key, refund);
    } catch (error) {
      if (error instanceof TillError) this.note(orderId, key, { id: null, status: 'failed', version: 0 });
      throw error;
    }
  }

  /** Reads what became of the open try: for the return page, where a webhook may still be on its way, and after a restart. */
  async look(orderId: string): Promise<Order | undefined> {
    const { sluis, store } = this.options;
    const order = store.order(orderId);
    const attempt = order && openAttempt(order);
    if (!order || !attempt?.id) return order;
    const { id, way } = attempt;
    const now = await answered<Told>(() =>
      way === 'request' ? sluis.paymentRequests.get(id) : sluis.payments.get(id),
    );
    return this.note(orderId, attempt.key, now);
  }

  /** Of any payment of this partner. @returns undefined where there is none */
  async statusOf(paymentId: string): Promise<string | undefined> {
    try {
      return (await this.options.sluis.payments.get(paymentId)).status;
    } catch (error) {
      if (error instanceof NotFoundError || !paymentId) return undefined;
      throw error;
    }
  }

  /** Asks this customer to allow payments without a page. @returns where they agree */
  async askConsent(session: Session): Promise<string> {
    const { sluis, store, redirectUri } = this.options;
    const state = newToken();
    const consent = await answered(() =>
      sluis.consents.create({ type: 'payment_initiation', redirect_uri: redirectUri, state }),
    );
    store.saveSession({ ...session, consent: { id: consent.id, state } });
    return consent.authorisation_url ?? redirectUri;
  }

  /** @returns undefined where there is none, or it is over; `account` is null while the payer has not decided */
  async consentOf({
    consent,
  }: Session): Promise<{ id: string; account: { id: string; name: string } | null } | undefined> {
    if (!consent) return undefined;
    const { status, accounts } = await answered(() => this.options.sluis.consents.get(consent.id));
    if (status === 'awaiting_authorisation') return { id: consent.id, account: null };
    const [account] = accounts;
    if (status !== 'authorised' || !account) return undefined;
    return { id: consent.id, account: { id: account.id, name: account.name ?? account.iban ?? 'your account' } };
  }

  async forget(session: Session): Promise<void> {
    const { consent } = session;
    this.options.store.saveSession({ ...session, consent: null });
    if (consent) await answered(() => this.options.sluis.consents.revoke(consent.id));
  }

  private async send(order: Order, attempt: Attempt): Promise<Order> {
    const { sluis, shop, redirectUri } = this.options;
    const { key } = attempt;
    const common = {
      amount: { value: inEuros(order.cents), currency: 'EUR' as const },
      remittance_information: `Order ${order.number}`,
      reference: `order-${order.number}`,
    };
    const creditor = { name: shop.name, iban: shop.iban };
    const options = { idempotencyKey: key };
    try {
      if (attempt.way === 'request') {
        const request = { ...common, debtor: attempt.alias ?? {} };
        return this.note(order.id, key, await answered(() => sluis.paymentRequests.create(request, options)));
      }
      const how =
        attempt.way === 'push' && attempt.consent
          ? { consent_id: attempt.consent.id, account_id: attempt.consent.accountId }
          : { redirect_uri: redirectUri, state: order.id };
      const payment = await answered(() => sluis.payments.create({ ...common, creditor, ...how }, options));
      return this.note(order.id, key, payment, payment.authorisation_url ?? null);
    } catch (error) {
      // Refused for good: the customer may choose again. Anything else leaves the try open, to be sent again with its key.
      if (error instanceof TillError) this.note(order.id, key, { id: null, status: 'failed', version: 0 });
      throw error;
    }
  }

  /** A webhook said something new of this payment, request or refund. */
  hear(resourceId: string): void {
    const order = this.options.store.orderOf(resourceId);
    const kept = order && [...order.attempts, ...order.refunds].find(({ id }) => id === resourceId);
    if (order && kept) this.note(order.id, kept.key, kept);
  }

  /** Keeps what the platform says of a try or a refund, unless something newer is known. */
  note(
    orderId: string,
    key: string,
    { id, status, version }: { id: string | null; status: string; version: number },
    url?: string | null,
  ): Order {
    const order = this.options.store.change(orderId, (written) => {
      const kept = [...written.attempts, ...written.refunds].find((one) => one.key === key);
      if (!kept) return;
      kept.id ??= id;
      // An event can have been here before the answer that names what it is about.
      const heard = (kept.id === null ? [] : this.options.store.eventsOf(kept.id)).filter(
        (event) => event.status !== null,
      );
      for (const news of [{ status, version }, ...heard]) {
        if (news.version >= kept.version) Object.assign(kept, { status: news.status, version: news.version });
      }
      const attempt = written.attempts.find((one) => one.key === key);
      if (attempt && url !== undefined) attempt.url = url;
    });
    this.options.onChange(orderId);
    return order;
  }
}

/** @throws TillError for what the platform refuses for good; what may pass is thrown as it is */
async function answered<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ApiError) || error.isRetryable || error.status >= 500) throw error;
    throw new TillError(error.fields[0]?.detail ?? error.detail ?? 'That was refused.', { cause: error });
  }
}
