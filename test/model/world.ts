import { setTimeout as wait } from 'node:timers/promises';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import type { Rail } from '../support/payers.js';
import { BankBooks, type OrderAtBank } from './bank-books.js';
import { expectWatched } from './due-work.js';
import type { PaymentFacts } from './model.js';
import type { ModelStack } from './model-stack.js';
import { expectStatus, type PartnerApplication, type ShownConsent } from './partner-application.js';
import { Patience, patiently, untilOnTime } from './patiently.js';
import { isFinal } from './payment-life.js';
import type { Inbox } from './webhook-inbox.js';

const orderPaths: Record<Rail, string> = {
  psp_draft: '^/v1/user/\\d+/payment-service-provider-draft-payment$',
  issuer_transaction: '^/v1/user/\\d+/payment-service-provider-issuer-transaction$',
  draft: '^/v1/user/\\d+/monetary-account/\\d+/draft-payment$',
};

export interface StoredPayment {
  status: string;
  isAgreed: boolean;
  endRequested: string | null;
}

let runs = 0;

/** One run's hands: a partner, a payer with a browser, and what they can reach of the platform and the bank. */
export class World {
  /** Pages that answer late, because they wait for the bank. */
  readonly pages: Promise<unknown>[] = [];
  private readonly browser = new PayerBrowser();

  private constructor(
    readonly stack: ModelStack,
    readonly partner: PartnerApplication,
    readonly payer: BankUser,
    readonly books: BankBooks,
    readonly inbox: Inbox,
    /** Begins the description of every payment of this run. */
    readonly prefix: string,
  ) {}

  static async enter(stack: ModelStack): Promise<World> {
    runs += 1;
    const name = `run-${process.pid}-${runs}`;
    const [partner, payer] = await Promise.all([stack.newPartner(), stack.bank.createUser('A. Visser', '1000000.00')]);
    const inbox = stack.inboxes.open(name);
    const books = new BankBooks(stack.emulator.bank, payer);
    books.ageAccount();
    const world = new World(stack, partner, payer, books, inbox, `${name}-`);
    expectStatus(await partner.post('/v1/webhook-endpoints', { url: inbox.url }, name), 201);
    return world;
  }

  /** Not one of another payment, whatever its number: `-1.` is not the beginning of `-11.`. */
  descriptionOf(number: number): string {
    return `${this.prefix}${number}.`;
  }

  async layAccidents({ number, rail, accidents }: Pick<PaymentFacts, 'number' | 'rail' | 'accidents'>): Promise<void> {
    const match = { method: 'POST', path: orderPaths[rail], body: this.descriptionOf(number) };
    for (const { effect } of accidents) await this.stack.bank.layFault(match, effect);
  }

  ordersOf(payment: PaymentFacts): OrderAtBank[] {
    const description = this.descriptionOf(payment.number);
    return this.books.orders(this.prefix).filter((order) => order.description === description);
  }

  /** Sends the page's form, and waits until it was taken; the answer comes later, as the page waits for the bank. */
  async agree(payment: PaymentFacts): Promise<void> {
    const { pageUrl, number } = payment;
    if (pageUrl === undefined) return;
    const browser = new PayerBrowser();
    let isAnswered = false;
    const answered = patiently(() => browser.submit(pageUrl)).finally(() => {
      isAnswered = true;
    });
    answered.catch(() => undefined);
    this.pages.push(answered);
    await untilOnTime(
      `payment ${number} to be agreed to`,
      async () => (isAnswered || (await this.storedOf(payment))?.isAgreed ? true : undefined),
      { database: this.stack.database, everyMs: 25 },
    );
  }

  async decline({ pageUrl = '' }: PaymentFacts): Promise<void> {
    await patiently(() => this.browser.submit(pageUrl, {}, `${pageUrl}/decline`));
  }

  /** Where the payment stands, read where it costs least: this is for waiting, never for judging. */
  async stored(): Promise<Map<string, StoredPayment>> {
    const rows = await this.stack.database.rows<{
      id: string;
      status: string;
      agreed: boolean;
      end_requested: string | null;
    }>(
      `SELECT reference AS id, status, authorise_requested_at IS NOT NULL AS agreed, end_requested
       FROM payments WHERE partner_id = $1`,
      [this.partner.partnerId],
    );
    return new Map(
      rows.map(({ id, status, agreed, end_requested }) => [
        id,
        { status, isAgreed: agreed, endRequested: end_requested },
      ]),
    );
  }

  async storedOf({ number }: PaymentFacts): Promise<StoredPayment | undefined> {
    return (await this.stored()).get(this.descriptionOf(number));
  }

  /** Waits until the payer could decide at the bank. @returns false when there is nothing to decide any more */
  async untilAtBank(payment: PaymentFacts): Promise<boolean> {
    const status = await untilOnTime(
      `payment ${payment.number} to come to the bank`,
      async () => {
        const seen = await this.storedOf(payment);
        if (seen === undefined) return 'unknown';
        await expectWatched(this);
        const isUnderWay = ['received', 'submitting', 'outcome_unknown'].includes(seen.status);
        return isUnderWay && seen.isAgreed && seen.endRequested === null && !(await this.waitsForEqual(payment))
          ? undefined
          : seen.status;
      },
      { database: this.stack.database, everyMs: 100 },
    );
    return status === 'awaiting_authorisation';
  }

  /** The payer decides at the bank. @returns false when the bank no longer let them */
  async decide(payment: PaymentFacts, word: 'accept' | 'reject', comesBack: boolean): Promise<boolean> {
    if (payment.rail === 'psp_draft') return this.decideOnPage(payment, word, comesBack);
    const waiting = this.ordersOf(payment).find(({ status }) => status === 'PENDING');
    if (!waiting) return false;
    const isDecided = await this.tried(
      payment.rail === 'draft'
        ? this.stack.bank.decideDraft(this.payer, waiting.id, word)
        : this.stack.bank.decideIssuerTransaction(this.payer, this.books.publicUuidOf(waiting), word),
    );
    if (payment.rail === 'issuer_transaction' && comesBack)
      await patiently(() => this.browser.open(`${payment.pageUrl ?? ''}/return`));
    return isDecided;
  }

  /** From create over the page and the bank. @returns what became of it */
  async visitConsentPage(consent: ShownConsent, word: 'accept' | 'deny' | 'decline'): Promise<void> {
    const pageUrl = consent.authorisation_url ?? '';
    const browser = new PayerBrowser();
    if (word === 'decline') {
      await patiently(() => browser.submit(pageUrl, {}, `${pageUrl}/decline`));
      return;
    }
    const agreed = await patiently(() => browser.submit(pageUrl));
    const bankPage = agreed.location;
    if (!bankPage?.includes('/auth?')) return;
    const back = await this.stack.bank.authorise(this.payer, bankPage, word);
    await patiently(() => browser.open(back));
  }

  private async decideOnPage(payment: PaymentFacts, word: 'accept' | 'reject', comesBack: boolean): Promise<boolean> {
    const patience = new Patience(this.stack.database);
    while (!(await patience.isOver())) {
      const { location } = await patiently(() => this.browser.open(`${payment.pageUrl ?? ''}/bank`));
      if (location?.includes('/auth?')) {
        const authorising = this.stack.bank.authorise(this.payer, location, word === 'accept' ? 'accept' : 'deny');
        const back = await authorising.catch(() => undefined);
        if (back !== undefined) {
          if (comesBack) await patiently(() => this.browser.open(back));
          return true;
        }
      }
      const stored = await this.stored();
      const seen = stored.get(this.descriptionOf(payment.number));
      if (!seen || seen.status !== 'awaiting_authorisation' || seen.endRequested !== null) return false;
      // While one of theirs is in doubt no payer is led to the bank, and one that nobody wants any more stays in doubt.
      if ([...stored.values()].some(isGivenUpInDoubt)) return false;
      await wait(100);
    }
    throw new Error(`the way to the bank never opened for payment ${payment.number}`);
  }

  /** Equal orders wait for each other, and behind one that a person has to look at for good. */
  private async waitsForEqual({ rail, amount }: PaymentFacts): Promise<boolean> {
    if (rail !== 'psp_draft') return false;
    const rows = await this.stack.database.rows(
      `SELECT 1 FROM payments WHERE partner_id = $1 AND rail = $2 AND amount_minor = $3 AND status = 'in_review' LIMIT 1`,
      [this.partner.partnerId, rail, Math.round(Number(amount) * 100)],
    );
    return rows.length > 0;
  }

  /** The bank refuses what is no longer there to decide. */
  private tried(decision: Promise<unknown>): Promise<boolean> {
    return decision.then(
      () => true,
      () => false,
    );
  }
}

/** Looked for, and not to be sent any more: only time ends that. */
export function isGivenUpInDoubt({ status, endRequested }: StoredPayment): boolean {
  return status === 'outcome_unknown' && endRequested !== null;
}

export function isAtRest({ status, isAgreed, endRequested }: StoredPayment): boolean {
  if (isFinal(status) || status === 'in_review') return true;
  if (status === 'received') return !isAgreed;
  return status === 'awaiting_authorisation' && endRequested === null;
}
