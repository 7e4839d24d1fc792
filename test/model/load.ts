import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

const highMs = 40;
const lookEveryMs = 500;

/** Tells whether this process is behind with its work: then more runs at once only make each of them meet its timeouts. */
export class Load {
  private readonly delay = monitorEventLoopDelay({ resolution: 10 });
  private lastMs = 0;
  private readonly timer = setInterval(() => {
    this.lastMs = this.delay.mean / 1e6 - 10;
    this.delay.reset();
  }, lookEveryMs);

  constructor() {
    this.delay.enable();
  }

  /** Answers late when it is, so that whoever asks again in a loop waits. */
  async isHigh(): Promise<boolean> {
    if (this.lastMs < highMs) return false;
    await wait(lookEveryMs);
    return true;
  }

  stop(): void {
    clearInterval(this.timer);
    this.delay.disable();
  }
}
