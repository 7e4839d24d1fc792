import { setTimeout as wait } from 'node:timers/promises';
import { getQueueToken } from '@nestjs/bull';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bull';
import { workKinds, type WorkKind } from './work-kind.js';

/** Sweeps that find the same work within this window make one job of it; after it a stuck job is in nobody's way. */
const sweepWindowMs = 10_000;
const turnGrainMs = 50;
/** A Redis that is away answers when it is back. */
const longestAnswerMs = 500;
/** So many rings that nobody has answered yet are enough. */
const longQueue = 200;
/** Work that is due later than this is left to the sweep. */
const longestDelayMs = 60_000;

/**
 * Tells the workers to look at a piece of due work now. Losing a ring costs time, never work: the sweep finds what is
 * due. So a ring is never awaited by anything that matters, and a Redis that is away is only logged.
 */
@Injectable()
export class Doorbell implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Doorbell.name);
  private lastComplaintAt = 0;

  constructor(private readonly modules: ModuleRef) {}

  /** @param inMs when the work will be due; a ring that comes early finds nothing to claim */
  ring(kind: WorkKind, subject: string, inMs = 0): void {
    if (inMs > longestDelayMs) return;
    // A little late rather than a little early: the database's clock decides what is due.
    const delay = inMs === 0 ? 0 : inMs + 25;
    this.add(kind, subject, `${subject}:${Date.now() + delay}`, delay);
  }

  /** For work that a sweep found; the next sweep, a moment later, will find it again. */
  ringOncePerWindow(kind: WorkKind, subject: string): void {
    this.add(kind, subject, `${subject}:sweep:${Math.floor(Date.now() / sweepWindowMs)}`, 0);
  }

  /** Whether so many rings wait that more of them would only be in the way. A Redis that is empty or away has none. */
  async isQueueLong(kind: WorkKind): Promise<boolean> {
    if (!workKinds.includes(kind)) return false;
    const isLong = this.queue(kind)
      .getWaitingCount()
      .then(
        (waiting) => waiting > longQueue,
        () => false,
      );
    return Promise.race([isLong, wait(longestAnswerMs, false, { ref: false })]);
  }

  /** For work that waits for a turn, whosever it will be: hands that find the same at once make one job of it. */
  ringForTurn(kind: WorkKind, inMs: number): void {
    const at = Math.ceil((Date.now() + inMs) / turnGrainMs) * turnGrainMs;
    this.add(kind, 'turn', `turn:${at}`, at - Date.now());
  }

  /** All at once: each queue needs half a second to leave its blocking call, and one after the other adds up. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(workKinds.map((kind) => this.queue(kind).close()));
  }

  private queue(kind: WorkKind): Queue {
    return this.modules.get<Queue>(getQueueToken(kind), { strict: false });
  }

  private add(kind: WorkKind, subject: string, jobId: string, delay: number): void {
    if (!workKinds.includes(kind)) return;
    this.queue(kind)
      .add({ subject }, { jobId, delay, attempts: 1, removeOnComplete: true, removeOnFail: true })
      .catch((error: unknown) => {
        if (Date.now() - this.lastComplaintAt < 10_000) return;
        this.lastComplaintAt = Date.now();
        this.logger.warn({ msg: 'the queue cannot be reached; the sweep takes over', error: String(error) });
      });
  }
}
