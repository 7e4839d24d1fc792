import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  CountBreaker,
  ExponentialBackoff,
  handleWhen,
} from 'cockatiel';
import { BunqOutcomeUnknownError } from './bunq-api.error.js';
import type { BunqMethod } from './bunq-budget.js';

export type BunqBreakerState = 'closed' | 'half_open' | 'open';

export interface BunqBreakerOptions {
  /** first pause of an open breaker; doubles with each failed trial; default 5 000 */
  firstPauseMs?: number;
  /** default 60 000 */
  longestPauseMs?: number;
  /** hears every change */
  observer?: (endpointClass: string, state: BunqBreakerState) => void;
}

/** Nothing was sent: this class of endpoints has been failing, and the next trial is not due. */
export class BreakerOpenError extends Error {}

/** Of the last 20 calls ten must have failed. The library opens above its threshold, we want "at" it. */
const samples = 20;
const threshold = 0.49;

/**
 * One circuit breaker per class of endpoints, so that a bank that answers nothing sensible on one of them is left alone
 * there, and only there. Outcomes that are unknown count as failures, a 5xx among them; a refusal counts as health, a 429
 * too; a call that was not sent counts for nothing.
 */
export class BunqBreakers {
  readonly #breakers = new Map<string, CircuitBreakerPolicy>();

  constructor(private readonly options: BunqBreakerOptions = {}) {}

  /** @throws BreakerOpenError without running `call` while this class is open, or while its one trial is under way */
  async run<T>(method: BunqMethod, endpointTemplate: string, call: () => Promise<T>): Promise<T> {
    const breaker = this.#breakerOf(endpointClass(method, endpointTemplate));
    // The library would hold the others until the trial has ended, whatever their deadlines.
    if (breaker.state === CircuitState.HalfOpen) throw new BreakerOpenError('half open');
    try {
      return await breaker.execute(call);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new BreakerOpenError('open') : error;
    }
  }

  #breakerOf(name: string): CircuitBreakerPolicy {
    const existing = this.#breakers.get(name);
    if (existing) return existing;
    const { firstPauseMs = 5_000, longestPauseMs = 60_000, observer } = this.options;
    const breaker = circuitBreaker(
      handleWhen((error) => error instanceof BunqOutcomeUnknownError),
      {
        breaker: new CountBreaker({ threshold, size: samples }),
        // With the library's own jitter, so that several processes do not try in step.
        halfOpenAfter: new ExponentialBackoff({ initialDelay: firstPauseMs, maxDelay: longestPauseMs }),
      },
    );
    if (observer) breaker.onStateChange((state) => observer(name, stateNames[state]));
    this.#breakers.set(name, breaker);
    return breaker;
  }
}

/** `read payment`, `write draft-payment`: reads and writes of one resource, whoever's it is. */
export function endpointClass(method: BunqMethod, endpointTemplate: string): string {
  const resource = endpointTemplate
    .split('/')
    .filter((segment) => !segment.startsWith('{'))
    .at(-1);
  return `${method === 'GET' ? 'read' : 'write'} ${resource}`;
}

const stateNames: Record<CircuitState, BunqBreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};
