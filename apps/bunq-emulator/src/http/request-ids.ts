import type { Bank } from '../bank/bank.js';
import { Refusal } from '../bank/refusal.js';
import type { Answer, FileAnswer } from '../wire/envelope.js';
import type { Identity } from './caller.js';
import type { Endpoint } from './endpoint.js';

/** Answers given before; not kept over a restart. */
const answersKept = 10_000;

/**
 * Watches over the request ids of a device: nothing happens twice under one id. Where no device is known yet nothing is watched: an
 * official client sends the same id with every call for a new sandbox user.
 */
export class RequestIds {
  private readonly answers = new Map<string, Answer | FileAnswer>();

  constructor(private readonly bank: Bank) {}

  /**
   * @param act what the call does
   * @throws Refusal for an id that was used before, and whatever `act` throws
   */
  once(endpoint: Endpoint, identity: Identity, requestId: string | undefined, act: () => Answer | FileAnswer) {
    const { switches } = this.bank;
    const isWatched = endpoint.method === 'POST' || endpoint.method === 'PUT';
    if (!switches.enforceRequestIds || !isWatched || identity.kind === 'nobody' || requestId === undefined)
      return act();
    const seen = this.seenBy(identity.installation.id);
    const key = `${identity.installation.id} ${requestId}`;
    if (this.isRemembered(seen, requestId)) {
      const first = switches.repeatedRequestId === 'replay' ? this.answers.get(key) : undefined;
      if (first !== undefined) return first;
      throw new Refusal(
        switches.repeatedRequestIdStatus,
        'The request id was already used: X-Bunq-Client-Request-Id must be unique per device.',
      );
    }
    try {
      const done = act();
      seen.set(requestId, this.bank.time());
      this.answers.set(key, done);
      if (this.answers.size > answersKept) this.answers.delete(this.answers.keys().next().value ?? '');
      return done;
    } catch (error) {
      if (switches.rememberRequestIdOfRefused) seen.set(requestId, this.bank.time());
      throw error;
    }
  }

  private seenBy(installationId: number): Map<string, number> {
    const seen = this.bank.seenRequestIds.get(installationId) ?? new Map<string, number>();
    this.bank.seenRequestIds.set(installationId, seen);
    return seen;
  }

  private isRemembered(seen: Map<string, number>, requestId: string): boolean {
    const usedAt = seen.get(requestId);
    const { requestIdMemorySeconds } = this.bank.switches;
    if (usedAt === undefined) return false;
    return requestIdMemorySeconds === 0 || usedAt + requestIdMemorySeconds * 1_000_000 > this.bank.time();
  }
}
