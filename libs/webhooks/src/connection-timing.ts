import { AsyncLocalStorage } from 'node:async_hooks';
import type { LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';

/** What an attempt spent before its request could be written; empty when an open connection was used again. */
export interface ConnectionTiming {
  dnsMs?: number;
  /** From the first packet to a connection that can be written to, TLS included. */
  connectMs?: number;
}

/** The pool makes a connection in the context of the request that found none free. */
const attempt = new AsyncLocalStorage<ConnectionTiming>();

export function timingInto<T>(timing: ConnectionTiming, work: () => Promise<T>): Promise<T> {
  return attempt.run(timing, work);
}

export function timedLookup(lookup: LookupFunction): LookupFunction {
  return (host, options, callback) => {
    const timing = attempt.getStore();
    const startedAt = performance.now();
    lookup(host, options, (error, address, family) => {
      if (timing) timing.dnsMs = Math.round(performance.now() - startedAt);
      callback(error, address, family);
    });
  };
}

export function timedConnector(connector: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    const timing = attempt.getStore();
    const startedAt = performance.now();
    connector(options, (...result) => {
      const [error] = result;
      if (timing && !error) timing.connectMs = Math.round(performance.now() - startedAt) - (timing.dnsMs ?? 0);
      callback(...result);
    });
  };
}
