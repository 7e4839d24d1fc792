import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

/**
 * Structured logs from an allow-list of fields: what is not listed here is not logged, so that a name, an IBAN or a
 * token that slips into a log call stays out of the log.
 */
const loggable = [
  'msg',
  'error',
  'kind',
  'subject',
  'tries',
  'method',
  'route',
  'status',
  'duration_ms',
  'request_id',
  'partner_id',
  'payment_id',
  'consent_id',
  'event_id',
  'delivery_id',
  'endpoint',
  'outcome',
  'response_id',
  'code',
  'port',
  'count',
  'rail',
] as const;

/** Of these every value is one of our own making, in which nothing foreign can stand. */
const ownWords = new Set<string>(['method', 'route', 'request_id']);

const destination = pino.destination({ dest: 1, minLength: 4_096, periodicFlush: 100, sync: true });
process.on('exit', () => destination.flushSync());

/** Nest's logger on pino; one JSON object per line on standard output. */
export class JsonLogger implements LoggerService {
  readonly pino: Logger;

  constructor(service: string, level: string) {
    this.pino = pino({ level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.pino.info(allowed(message, rest));
    destination.flushSync();
  }

  /** For what happens a thousand times a second: lines are written together, a tenth of a second late at most. */
  logSoon(message: Record<string, unknown>): void {
    this.pino.info(allowed(message, []));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.pino.warn(allowed(message, rest));
    destination.flushSync();
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.pino.error(allowed(message, rest));
    destination.flushSync();
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.pino.debug(allowed(message, rest));
    destination.flushSync();
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.pino.trace(allowed(message, rest));
    destination.flushSync();
  }
}

function allowed(message: unknown, rest: unknown[]): Record<string, unknown> {
  const context = rest.findLast((part) => typeof part === 'string');
  const scope: Record<string, unknown> = context === undefined ? {} : { context };
  if (message instanceof Error) return { ...scope, msg: message.name };
  if (message === null || typeof message !== 'object') return { ...scope, msg: scrub(String(message)) };
  const fields: Record<string, unknown> = scope;
  for (const field of loggable) {
    const value: unknown = Reflect.get(message, field);
    if (value !== undefined) fields[field] = typeof value === 'string' && !ownWords.has(field) ? scrub(value) : value;
  }
  return fields;
}

/** A last net below the allow-list, for texts that libraries write: credentials in URLs, API keys, long hex tokens, IBANs. */
function scrub(text: string): string {
  return text
    .replace(/\b(\w+:\/\/)[^\s/@]+@/g, '$1[credentials]@')
    .replace(/\b(sk_(?:test|live)_[a-z0-9]+)_[\w-]+/g, '$1_[secret]')
    .replace(/\bwhsec_[\w+/=-]+/g, 'whsec_[secret]')
    .replace(/\b[A-Z]{2}\d{2}[A-Z]{4}\d{7,}\b/g, '[iban]')
    .replace(/\b[0-9a-f]{64}\b/gi, '[token]')
    .replace(/([?&](?:code|state|client_secret|token)=)[^&\s]+/g, '$1[secret]');
}
