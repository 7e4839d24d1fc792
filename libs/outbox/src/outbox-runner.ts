import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Config } from '@sluis/config';
import { Transactions } from '@sluis/persistence';
import { claimOf, Outbox, type Claim, type ClaimRow, type TurnBounds } from './outbox.js';
import type { WorkKind } from './work-kind.js';

/**
 * `done`, or how many milliseconds until the same work is to be looked at again; `ended` when the work has completed its
 * claim itself, in the statement of its outcome.
 */
export type WorkResult = 'done' | 'ended' | { againInMs: number };

const retryFloorMs = 1_000;
const retryCeilingMs = 60_000;

/** Claims due work, has it done, and says when to come back. */
@Injectable()
export class OutboxRunner implements BeforeApplicationShutdown {
  private isClosing = false;
  private readonly logger = new Logger(OutboxRunner.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly config: Config,
  ) {}

  /**
   * Does one piece of due work, if it is due and free.
   *
   * @param leaseMs longest time `work` can take; afterwards another worker may take over, so `work` must be safe to repeat
   */
  async runOne(
    kind: WorkKind,
    subject: string,
    leaseMs: number,
    work: (claim: Claim) => Promise<WorkResult>,
  ): Promise<void> {
    const statement = this.outbox.claimStatement(kind, subject, Math.min(this.holdMs, leaseMs));
    const [row] = await this.transactions.inOneTrip<ClaimRow>('platform', statement);
    if (row) await this.runClaimed(claimOf(kind, subject, row), leaseMs, work);
  }

  /**
   * Does due work of a kind in the turns of its partners, until none is left that may be done now. Who rang does not
   * matter: a ring only says that there is something to look at.
   *
   * @param leaseMs as for `runOne`
   */
  async runInTurns(kind: WorkKind, leaseMs: number, work: (claim: Claim) => Promise<WorkResult>): Promise<void> {
    const { env } = this.config;
    const bounds: TurnBounds = {
      mostPerPartner: env.BANK_QUEUE_HANDS_PER_PARTNER,
      places: env.BUNQ_LIMITS === 'on' ? env.BANK_QUEUE_PLACES : 0,
      windowMs: env.BANK_QUEUE_WINDOW_MS,
    };
    while (!this.isClosing) {
      const claim = await this.transactions.run((tx) =>
        this.outbox.claimInTurn(tx, kind, Math.min(this.holdMs, leaseMs), bounds),
      );
      if (claim && 'againInMs' in claim) this.outbox.lookAgain(kind, claim.againInMs);
      if (!claim || 'againInMs' in claim) return;
      await this.runClaimed(claim, leaseMs, work);
    }
  }

  /** The queues wait for work that is under way; no new one is begun. */
  beforeApplicationShutdown(): void {
    this.isClosing = true;
  }

  private async runClaimed(claim: Claim, leaseMs: number, work: (claim: Claim) => Promise<WorkResult>): Promise<void> {
    const { kind, subject } = claim;
    let result: WorkResult;
    let failed = false;
    const hold = this.keepHold(claim, leaseMs);
    try {
      result = await work(claim);
    } catch (error) {
      failed = true;
      result = { againInMs: retryDelayMs(claim.tries) };
      this.logger.error({
        msg: 'due work failed and will be tried again',
        kind,
        subject,
        tries: claim.tries,
        error: describe(error),
      });
    } finally {
      await hold.end();
    }
    if (result === 'ended') return;
    await this.finish(claim, result === 'done' ? undefined : result.againInMs, failed);
  }

  private async finish(claim: Claim, againInMs: number | undefined, keepTries: boolean): Promise<void> {
    const statement = this.outbox.finishStatement(claim, againInMs, { keepTries });
    const ended = await this.transactions.inOneTrip('platform', statement);
    if (ended.length > 0) this.outbox.ringAgain(claim, againInMs);
    else await this.transactions.run((tx) => this.outbox.finish(tx, claim, againInMs, { keepTries }));
  }

  private get holdMs(): number {
    return this.config.env.WORK_HOLD_MS;
  }

  /** Extends the claim from time to time, up to `leaseMs` in all. */
  private keepHold(claim: Claim, leaseMs: number): { end(): Promise<void> } {
    const endsAt = performance.now() + leaseMs;
    let extending: Promise<unknown> = Promise.resolve();
    const timer = setInterval(() => {
      const leftMs = endsAt - performance.now();
      if (leftMs <= 0) return;
      extending = extending
        .then(() => this.transactions.run((tx) => this.outbox.extend(tx, claim, Math.min(this.holdMs, leftMs))))
        // A missed extension is no harm: the next one comes before the hold ends, or another worker repeats the work.
        .catch(() => undefined);
    }, this.holdMs / 3);
    return {
      async end() {
        clearInterval(timer);
        await extending;
      },
    };
  }
}

/** Doubling with full jitter between half and the whole of the step. */
function retryDelayMs(tries: number): number {
  const step = Math.min(retryCeilingMs, retryFloorMs * 2 ** Math.min(tries - 1, 10));
  return step / 2 + Math.random() * (step / 2);
}

/** Class and code only: messages of foreign errors may quote what they were given. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `${error.name}${code} ${error.stack?.split('\n').slice(1, 4).join(' ') ?? ''}`;
}
