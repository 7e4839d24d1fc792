import type { BankUser } from '../../support/bank-control.js';
import { readBooks } from '../../support/invariants.js';
import {
  agreePayment,
  authorisePayment,
  giveConsent,
  type ConsentingPayer,
  type OpenPayment,
  type Rail,
} from '../../support/payers.js';
import { startStack, type Stack } from '../../support/stack.js';
import { accidents, orderPath } from './accidents.js';

const defaults = {
  enforceRequestIds: true,
  rememberRequestIdOfRefused: false,
  pspDraftsWithoutId: false,
  listLagSeconds: 0,
};

/** The platform with a bank on the way to which accidents happen. */
export class Doubt {
  private amountCents = 100;

  private constructor(
    readonly stack: Stack,
    readonly shop: BankUser,
    private readonly payers: readonly ConsentingPayer[],
  ) {}

  static async open(): Promise<Doubt> {
    const stack = await startStack({
      overrides: {
        BUNQ_TIMEOUT_MS: '2500',
        RECONCILE_SETTLE_MS: '500',
        RECONCILE_READ_GAP_MS: '400',
        // Long enough for a busy machine: giving up is what these payments must not need.
        RECONCILE_GIVE_UP_MS: '45000',
      },
    });
    const shop = await stack.bank.createUser('Koffie & Zo', '0.00');
    // A payer of its own for every accident: the bank's page shows a payer all that waits for them.
    const people = await Promise.all(accidents.map((_, index) => stack.bank.createUser(`Payer ${index}`, '100000.00')));
    const payers: ConsentingPayer[] = [];
    for (const person of people) payers.push(await giveConsent(stack, person));
    return new Doubt(stack, shop, payers);
  }

  close(): Promise<void> {
    return this.stack.stop();
  }

  /** The bank as documented but for what is named, and without faults. */
  async setBank(switches: Record<string, unknown> = {}): Promise<void> {
    await this.stack.bank.setSwitches({ ...defaults, ...switches });
    await this.stack.bank.clearFaults();
  }

  payerOf(index: number): ConsentingPayer {
    const payer = this.payers[index];
    if (!payer) throw new Error('no such payer');
    return payer;
  }

  /** An amount nobody used yet, by which the bank's orders can be told apart. */
  newAmount(): string {
    this.amountCents += 1;
    return (this.amountCents / 100).toFixed(2);
  }

  /** A payment whose order meets an accident on its first `times` ways to the bank; nothing else does. */
  async agree(
    rail: Rail,
    payer: ConsentingPayer,
    accident?: { effect: Record<string, unknown>; times?: number },
  ): Promise<OpenPayment> {
    const amount = this.newAmount();
    if (accident) await this.lay(rail, amount, accident);
    return agreePayment(this.stack, rail, payer, { creditor: this.shop, amount, waits: false });
  }

  async lay(
    rail: Rail,
    amount: string,
    { effect, times = 1 }: { effect: Record<string, unknown>; times?: number },
  ): Promise<void> {
    await this.stack.bank.layFault({ method: 'POST', path: orderPath[rail], body: `"${amount}"`, times }, effect);
  }

  /** Of what must hold for all payments, whatever happened. */
  async violations(): Promise<string[]> {
    return (await readBooks(this.stack)).violations;
  }

  async settled({ id }: OpenPayment): Promise<string> {
    const ends = ['executed', 'failed', 'in_review'];
    return this.stack.partner.waitFor(`/v1/payments/${id}`, ends, 100_000).then(
      ({ status }) => status,
      (error: unknown) => String(error),
    );
  }

  /** The orders of one amount that the payer could still accept. */
  async waitingOrders(payment: OpenPayment): Promise<number> {
    return (await this.madeOrders(payment)).filter((status) => status === 'PENDING').length;
  }

  /** Statuses of all that the bank made of a payment. */
  async madeOrders({ rail, amount }: OpenPayment): Promise<unknown[]> {
    const { psp_drafts, issuer_transactions, drafts } = await this.stack.bank.state();
    const orders = {
      psp_draft: psp_drafts.map((order) => [order.status, order.amount]),
      issuer_transaction: issuer_transactions.map((order) => [order.status, order['amount']]),
      draft: drafts.map((order) => [order.status, order.entries[0]?.amount]),
    }[rail];
    return orders.filter(([, value]) => value === amount).map(([status]) => status);
  }

  /** How often the bank's list of such orders was read. */
  async readsOf(rail: Rail): Promise<number> {
    const list = new RegExp(orderPath[rail]);
    return (await this.stack.bank.requests()).filter(({ method, path }) => method === 'GET' && list.test(path)).length;
  }

  /**
   * All accidents on every rail.
   *
   * @param mayReview where some outcomes cannot be told by any read
   * @returns what ended in another way than it should have
   */
  async meetAccidents(rails: readonly Rail[], { mayReview }: { mayReview: boolean }): Promise<string[]> {
    const problems: string[] = [];
    // One rail after the other, so that a busy machine does not turn waits into accidents of their own.
    for (const rail of rails) problems.push(...(await this.meetAccidentsOn(rail, mayReview)));
    return problems;
  }

  private async meetAccidentsOn(rail: Rail, mayReview: boolean): Promise<string[]> {
    const results = await Promise.all(
      accidents.map(async (accident, index) => {
        const payment = await this.agree(rail, this.payerOf(index), accident);
        const end = this.settled(payment);
        // Where the way to the bank never opens, the status below says why.
        if (accident.ends === 'executed')
          await Promise.race([authorisePayment(this.stack, payment, 90_000).catch(() => undefined), end]);
        const status = await end;
        const isExpected = status === accident.ends || ((mayReview || accident.mayReview) && status === 'in_review');
        return isExpected ? '' : `${rail}, ${accident.name}: ${status}`;
      }),
    );
    return results.filter((problem) => problem !== '');
  }
}
