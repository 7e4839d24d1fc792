import { setTimeout as wait } from 'node:timers/promises';
import { queryRows, Transactions } from '@sluis/persistence';
import { connectShop, type ConnectedShop } from '../payment-requests/support/connected-shop.js';
import type { BankUser } from '../support/bank-control.js';
import type { PartnerClient } from '../support/partner-client.js';
import { giveConsent, type ConsentingPayer } from '../support/payers.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { readingAccidents } from './accidents.js';
import { longLagSeconds, switchesOf, type Answers } from './questions.js';

/** An order as the platform has it. */
export interface OrderRow {
  id: string;
  status: string;
  bunqObjectId: number | null;
  reviewReason: string | null;
  sends: number;
  emptyReads: number;
  /** Named by an answer, while there may be others. */
  candidate: number | null;
  /** What became of it at the bank, for the report of what went wrong. */
  attempt: string;
}

/** The bank's clock stands still but for us: 25 times as fast as ours. */
const clockStep = { everyMs: 200, seconds: 5 };
const threeYears = 100_000_000;
/** Longer than any session of the bank lives. */
const eightDays = 691_200;

const settings = {
  BUNQ_TIMEOUT_MS: '2000',
  RECONCILE_SETTLE_MS: '300',
  RECONCILE_READ_GAP_MS: '1500',
  // Never by itself: whoever has to be given up is helped on by `passTimeFor`.
  RECONCILE_GIVE_UP_MS: '86400000',
};

const afterLagMs = 3_000;
/** Enough for a look, and another. */
export const someLooksMs = 3_200;
/** After so many empty reads, apart in time, more of them would tell nothing new. */
const quietReads = 4;

interface Row {
  id: string;
  status: string;
  object: string | null;
  reason: string | null;
  sends: number;
  empty_reads: number;
  candidate: string | null;
  attempt: string | null;
}

/** As long as the platform looks for what it sent, or is about to. */
const beforeBank = ['received', 'submitting', 'outcome_unknown'];

const giveUp = `
  UPDATE order_attempts SET unknown_since = unknown_since - interval '2 days'
  WHERE order_id = ANY($1::uuid[]) AND status = 'unknown' AND empty_reads >= $2 AND bunq_object_id IS NULL`;
const endWatch = `
  UPDATE order_attempts SET resolved_at = resolved_at - interval '2 days'
  WHERE order_id = ANY($1::uuid[]) AND status = 'accepted'`;
const ordersNow = `
  WITH orders AS (
    SELECT partner_id, id, status, bunq_object_id AS object, review_reason AS reason FROM payments
    UNION ALL SELECT partner_id, id, status, bunq_object_id, review_reason FROM payouts
    UNION ALL SELECT partner_id, id, status, bunq_request_inquiry_id, review_reason FROM payment_requests)
  SELECT o.id, o.status, o.object, o.reason,
         coalesce(a.sends, 0) AS sends, coalesce(a.empty_reads, 0) AS empty_reads,
         a.bunq_object_id AS candidate,
         a.status || ' after ' || a.sends || ' sends, ' || a.empty_reads || ' empty reads, ' || coalesce(a.outcome, '') AS attempt
  FROM orders o LEFT JOIN order_attempts a ON a.partner_id = o.partner_id AND a.order_id = o.id
  WHERE o.id = ANY($1::uuid[])`;

/** One platform with one bank, which takes on one set of answers after the other. */
export class World {
  private readonly rows = new Map<string, OrderRow>();
  private readonly stopping = new AbortController();
  private readonly loops: Promise<void>[] = [];
  private readonly watched = new Set<string>();
  private readonly ended = new Set<string>();
  private readonly hopeless = new Set<string>();
  // As many digits as long as it matters, so that no amount ends like another.
  private cents = 10_000;
  private turn = 0;
  private looks = 0;

  private constructor(
    readonly stack: Stack,
    readonly shop: BankUser,
    readonly otherPartner: PartnerClient,
    /** A partner with an account of its own at the bank. */
    readonly business: ConnectedShop,
    private readonly payers: readonly ConsentingPayer[],
  ) {
    this.loops.push(this.runClock(), this.watchRows());
  }

  static async open(): Promise<World> {
    const stack = await startStack({ overrides: settings });
    // Sends that hang hold a worker's hand until the time is up: two workers have twice as many.
    await stack.startWorker();
    const shop = await stack.bank.createUser('Koffie & Zo', '0.00');
    const payers: ConsentingPayer[] = [];
    for (let number = 0; number < 6; number += 1)
      payers.push(await giveConsent(stack, await stack.bank.createUser(`Payer ${number}`, '9000000.00')));
    const business = await connectShop(stack, { balance: '9000000.00' });
    return new World(stack, shop, await stack.createPartner('Thee & Co'), business, payers);
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops);
    await this.stack.stop();
  }

  /** Another bank from here on; lists meet accidents drawn from the seed. */
  async becomes(answers: Answers, seed: string): Promise<void> {
    const { bank } = this.stack;
    const lives = { pspDraftSeconds: threeYears, issuerTransactionSeconds: threeYears, requestSeconds: threeYears };
    await bank.setSwitches({ ...switchesOf(answers), ...lives });
    await bank.clearFaults();
    await this.clearPlans();
    await bank.post('/_emulator/fault-plans', {
      seed,
      paths: ['^/v1/user/\\d+/(monetary-account/\\d+/)?[a-z-]+$'],
      methods: ['GET'],
      faults: readingAccidents,
      rate: 0.05,
    });
  }

  /** Lists show everything, and nothing goes wrong any more. */
  async calmsDown(): Promise<void> {
    await this.stack.bank.setSwitches({ listLagSeconds: 0 });
    await this.stack.bank.clearFaults();
    await this.clearPlans();
  }

  /** Every session of the bank ends. */
  endSessions(): Promise<unknown> {
    return this.stack.bank.post('/_emulator/clock', { advance_seconds: eightDays });
  }

  /** An amount nobody used yet, by which everything about one order can be told from everything else. */
  newAmount(): string {
    this.cents += 1;
    return (this.cents / 100).toFixed(2);
  }

  /** One who has consented; they take turns. */
  nextPayer(): ConsentingPayer {
    this.turn += 1;
    const payer = this.payers[this.turn % this.payers.length];
    if (!payer) throw new Error('nobody has consented');
    return payer;
  }

  /** From here on `row` and `waitFor` know of these. */
  watch(ids: readonly string[]): void {
    for (const id of ids) this.watched.add(id);
  }

  /** Spares the looks at what has come to rest. */
  unwatch(ids: readonly string[]): void {
    for (const id of ids) this.watched.delete(id);
  }

  /** Waits for the next look at all that is watched. */
  async looked(): Promise<void> {
    const before = this.looks;
    await until('the next look', async () => (this.looks > before + 1 ? true : undefined));
  }

  row(id: string): OrderRow | undefined {
    return this.rows.get(id);
  }

  async waitFor(id: string, statuses: readonly string[], withinMs = 300_000): Promise<string> {
    const seen = () => Promise.resolve(this.rows.get(id)?.status);
    return until(
      `${id} to become ${statuses.join(' or ')}`,
      async () => {
        const status = await seen();
        return status !== undefined && statuses.includes(status) ? status : undefined;
      },
      { withinMs },
    ).catch(async () => `stuck: ${(await seen()) ?? 'absent'}`);
  }

  /**
   * A list that lags shows these objects at the worst moment that a second look still catches: after the order was sent again
   * and one read believed that to be all there is; where it is never sent again, after the reads that would have allowed it.
   * An order that an answer named is shown first, and alone: nobody believes a list that does not show that one.
   *
   * @param objects what the bank has by now
   */
  async showWhenMissed(
    ids: readonly string[],
    objects: () => { id: number; createdAt: number }[],
    ended: AbortSignal,
  ): Promise<void> {
    const isMissed = ({ status, sends, emptyReads }: OrderRow) =>
      emptyReads >= (sends >= 2 ? 1 : 2) || !beforeBank.includes(status);
    const isLost = ({ status, emptyReads }: OrderRow) => status === 'outcome_unknown' && emptyReads >= quietReads;
    const { bank } = this.stack.emulator;
    const longAgo = longLagSeconds * 1_000_000;
    const namedSince = new Map<number, number>();
    while (!ended.aborted && (await this.pause(50))) {
      const rows = ids.flatMap((id) => this.rows.get(id) ?? []);
      for (const { candidate } of rows)
        if (candidate !== null && !namedSince.has(candidate)) namedSince.set(candidate, Date.now());
      const isShown = ({ id }: { id: number }) => Date.now() - (namedSince.get(id) ?? Infinity) > someLooksMs;
      // The end of all sessions can catch a call that was about to act: then there is nothing to show, ever.
      if (rows.some(isLost) && objects().length === 0) this.passTimeFor(ids);
      const shown = objects().filter((object) => rows.some(isMissed) || isShown(object));
      for (const object of shown) if (object.createdAt + longAgo > bank.time()) object.createdAt -= longAgo;
    }
  }

  /** For an order that no read can tell of: once the list has shown nothing again and again, a day passes. */
  passTimeFor(ids: readonly string[]): void {
    for (const id of ids) this.hopeless.add(id);
  }

  /** What was adopted in doubt is watched for a day; it passes once the lag of any bank is over. */
  async passTimeAfter(ids: readonly string[]): Promise<void> {
    await this.pause(afterLagMs);
    for (const id of ids) this.ended.add(id);
    this.unwatch(ids);
  }

  private async clearPlans(): Promise<void> {
    await fetch(`${this.stack.bank.url}/_emulator/fault-plans`, { method: 'DELETE' });
  }

  private async runClock(): Promise<void> {
    await this.stack.bank.post('/_emulator/clock', { frozen: true });
    while (await this.pause(clockStep.everyMs))
      await this.stack.bank.post('/_emulator/clock', { advance_seconds: clockStep.seconds });
  }

  /** One look for all orders, instead of one for each that is waited for. */
  private async watchRows(): Promise<void> {
    while (await this.pause(50)) {
      const ended = [...this.ended];
      this.ended.clear();
      const rows = await this.stack.api.get(Transactions).run(async (tx) => {
        const hopeless = [...this.hopeless].filter((id) => this.watched.has(id));
        if (hopeless.length > 0) await queryRows(tx, giveUp, [hopeless, quietReads]);
        if (ended.length > 0) await queryRows(tx, endWatch, [ended]);
        return queryRows<Row>(tx, ordersNow, [[...this.watched]]);
      });
      for (const { id, status, object, reason, sends, empty_reads: emptyReads, candidate, attempt } of rows) {
        const bunqObjectId = object === null ? null : Number(object);
        const named = candidate === null ? null : Number(candidate);
        const told = { sends, emptyReads, candidate: named, attempt: attempt ?? 'never sent' };
        this.rows.set(id, { id, status, bunqObjectId, reviewReason: reason, ...told });
      }
      this.looks += 1;
    }
  }

  /** @returns false once the world ends */
  private async pause(ms: number): Promise<boolean> {
    await wait(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    return !this.stopping.signal.aborted;
  }
}
