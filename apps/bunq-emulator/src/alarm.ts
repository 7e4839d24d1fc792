import type { Bank } from './bank/bank.js';
import { doWhatIsDue } from './bank/due.js';

const longestMs = 3_600_000;

/** Wakes the bank when something is due and nobody calls. A frozen clock never rings. */
export class Alarm {
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly bank: Bank,
    private readonly onRing: () => void,
  ) {
    bank.agenda.onEarlier = () => this.arm();
    this.arm();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private arm(): void {
    clearTimeout(this.timer);
    const next = this.bank.agenda.nextAt();
    if (this.isStopped || next === undefined || this.bank.isClockFrozen) return;
    const wait = Math.ceil((next - this.bank.time()) / 1000);
    this.timer = setTimeout(() => this.ring(), Math.min(Math.max(wait, 0), longestMs)).unref();
  }

  private ring(): void {
    doWhatIsDue(this.bank);
    this.onRing();
    this.arm();
  }
}
