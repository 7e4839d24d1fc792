import { getQueueToken } from '@nestjs/bull';
import { Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bull';
import { workKinds, type WorkKind } from './work-kind.js';

/** Several rings within this window become one job; a ring after it always gets through, even past a stuck job. */
const ringWindowMs = 2_000;

/**
 * Tells the workers to look at a piece of due work now. Losing a ring costs time, never work: the sweep finds what is
 * due. So a ring is never awaited by anything that matters, and a Redis that is away is only logged.
 */
@Injectable()
export class Doorbell {
  private readonly logger = new Logger(Doorbell.name);
  private lastComplaintAt = 0;

  constructor(private readonly modules: ModuleRef) {}

  ring(kind: WorkKind, subject: string): void {
    if (!workKinds.includes(kind)) return;
    const queue = this.modules.get<Queue>(getQueueToken(kind), { strict: false });
    const jobId = `${subject}:${Math.floor(Date.now() / ringWindowMs)}`;
    queue
      .add({ subject }, { jobId, attempts: 1, removeOnComplete: true, removeOnFail: true })
      .catch((error: unknown) => {
        if (Date.now() - this.lastComplaintAt < 10_000) return;
        this.lastComplaintAt = Date.now();
        this.logger.warn({ msg: 'the queue cannot be reached; the sweep takes over', error: String(error) });
      });
  }
}
