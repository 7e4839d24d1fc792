import { apiVersion as versionOfTypes } from './generated/api-version.js';
import { ConnectionError, SluisError, TimeoutError, apiErrorOf, readProblem } from './errors.js';
import type { AccountReadOptions, Attempt, RequestOptions, SluisOptions, WriteOptions } from './options.js';
import { isWorthRetrying, retryAfterMs, waitBeforeNextMs, type Outcome } from './retries.js';
import { version } from './version.js';

/** What a method asks for. */
export interface Call {
  method: string;
  path: string;
  query?: object | undefined;
  body?: object | undefined;
  form?: FormData;
  /** Goes with an idempotency key. */
  takesKey?: boolean;
  /** A POST without a key whose repetition changes nothing more. */
  isRepeatable?: boolean;
}

type CallOptions = RequestOptions & WriteOptions & AccountReadOptions;

interface Answer {
  status: number;
  headers: Headers;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What a good answer has in it. */
type Content = 'json' | 'bytes' | 'nothing';

const utf8 = new TextDecoder();

/** Sends requests, again where that is safe, and reads answers. Knows nothing of what they are about. */
export class Transport {
  readonly #apiKey: string;
  readonly #options: Required<Pick<SluisOptions, 'baseUrl' | 'timeoutMs' | 'maxRetries' | 'maxRetryWaitMs'>>;
  readonly #fetch: NonNullable<SluisOptions['fetch']>;
  readonly #apiVersion: string | undefined;
  readonly #onAttempt: SluisOptions['onAttempt'];

  constructor({
    apiKey,
    baseUrl,
    allowHttp = false,
    apiVersion = versionOfTypes,
    fetch: ownFetch,
    onAttempt,
    ...options
  }: SluisOptions) {
    if (!apiKey) throw new SluisError('there is no API key');
    this.#apiKey = apiKey;
    this.#apiVersion = apiVersion === false ? undefined : apiVersion;
    const { timeoutMs = 30_000, maxRetries = 3, maxRetryWaitMs = 30_000 } = options;
    this.#options = { baseUrl: requireSafe(baseUrl, allowHttp), timeoutMs, maxRetries, maxRetryWaitMs };
    // Looked up at every call, as a property of the global object: workers refuse it without, and tests may replace it.
    this.#fetch = ownFetch ?? ((url, init) => globalThis.fetch(url, init));
    this.#onAttempt = onAttempt;
  }

  async json<T>(call: Call, options?: CallOptions): Promise<T> {
    const { bytes } = await this.#send(call, options, 'json');
    return JSON.parse(utf8.decode(bytes));
  }

  async text(call: Call, options?: CallOptions): Promise<string> {
    return utf8.decode((await this.#send(call, options, 'bytes')).bytes);
  }

  async bytes(call: Call, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#send(call, options, 'bytes')).bytes;
  }

  async none(call: Call, options?: CallOptions): Promise<void> {
    await this.#send(call, options, 'nothing');
  }

  async #send(call: Call, options: CallOptions = {}, content: Content): Promise<Answer> {
    const { maxRetries = this.#options.maxRetries, signal } = options;
    const idempotencyKey = call.takesKey ? (options.idempotencyKey ?? crypto.randomUUID()) : undefined;
    const request = this.#requestOf(call, options, idempotencyKey);
    const isRepeatable = call.method !== 'POST' || idempotencyKey !== undefined || call.isRepeatable === true;
    let wasSilent = false;
    for (let number = 1; ; number += 1) {
      signal?.throwIfAborted();
      const startedAt = performance.now();
      const ended = await this.#attempt(request, options, content);
      if ('answer' in ended && isSuccess(ended.answer, wasSilent && content === 'nothing')) {
        this.#tell(call, number, startedAt, ended.answer);
        return ended.answer;
      }
      const problem = 'answer' in ended ? problemOf(ended.answer) : undefined;
      const outcome: Outcome =
        'answer' in ended ? { kind: 'answer', ...ended.answer, isRetryable: problem?.retryable } : { kind: 'silence' };
      wasSilent ||= outcome.kind === 'silence';
      const waitMs = waitBeforeNextMs(outcome, number, Math.random(), Date.now());
      const isLast =
        number > maxRetries || waitMs > this.#options.maxRetryWaitMs || !isWorthRetrying(outcome, isRepeatable);
      this.#tell(call, number, startedAt, 'answer' in ended ? ended.answer : undefined, isLast ? undefined : waitMs);
      if (!isLast) {
        await pause(waitMs, signal);
        continue;
      }
      if ('answer' in ended) {
        const { status, headers } = ended.answer;
        throw apiErrorOf(status, problem, {
          requestId: headers.get('Request-Id') ?? undefined,
          retryAfterMs: retryAfterMs(headers, Date.now()),
          idempotencyKey,
        });
      }
      const { error, isTimeout } = ended;
      const told = [number, idempotencyKey, { cause: error }] as const;
      const at = `${call.method} ${call.path}`;
      if (isTimeout) throw new TimeoutError(`${at} was not answered in time`, ...told);
      throw new ConnectionError(`${at} was not answered`, ...told);
    }
  }

  /** Sends once. What your own signal ends is thrown; every other accident is silence. */
  async #attempt(
    { url, init }: { url: string; init: RequestInit },
    { timeoutMs = this.#options.timeoutMs, signal }: CallOptions,
    content: Content,
  ): Promise<{ answer: Answer } | { error: unknown; isTimeout: boolean }> {
    const overdue = AbortSignal.timeout(timeoutMs);
    try {
      const response = await this.#fetch(url, {
        ...init,
        signal: signal ? AbortSignal.any([signal, overdue]) : overdue,
      });
      const { status, headers } = response;
      const answer = { status, headers, bytes: new Uint8Array(await response.arrayBuffer()) };
      if (response.ok && content === 'json' && !isJson(answer))
        return { error: new SluisError('the answer is no JSON'), isTimeout: false };
      return { answer };
    } catch (error) {
      signal?.throwIfAborted();
      return { error, isTimeout: overdue.aborted };
    }
  }

  #requestOf(
    { method, path, query = {}, body, form }: Call,
    { payer, maxAgeSeconds, headers }: CallOptions,
    idempotencyKey: string | undefined,
  ): { url: string; init: RequestInit } {
    const url = new URL(this.#options.baseUrl + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
    }
    const sent = new Headers({ Accept: 'application/json, application/problem+json, image/*', ...headers });
    const own = {
      Authorization: `Bearer ${this.#apiKey}`,
      'Sluis-Version': this.#apiVersion,
      'User-Agent': `sluis-sdk/${version}`,
      'Idempotency-Key': idempotencyKey,
      'Content-Type': body && 'application/json',
      'PSU-IP-Address': payer?.ipAddress,
      'PSU-User-Agent': payer?.userAgent,
      'Cache-Control': maxAgeSeconds === undefined ? undefined : `max-age=${maxAgeSeconds}`,
    };
    for (const [name, value] of Object.entries(own)) if (value !== undefined) sent.set(name, value);
    const sending = form ?? (body && JSON.stringify(body));
    // The key goes where it was meant to go, and nowhere else.
    return { url: url.href, init: { method, headers: sent, redirect: 'manual', ...(sending && { body: sending }) } };
  }

  #tell(call: Call, number: number, startedAt: number, answer: Answer | undefined, retryInMs?: number): void {
    const attempt: Attempt = {
      method: call.method,
      path: call.path,
      number,
      durationMs: performance.now() - startedAt,
      status: answer?.status,
      requestId: answer?.headers.get('Request-Id') ?? undefined,
      isReplay: answer?.headers.get('Idempotent-Replayed') === 'true',
      retryInMs,
    };
    this.#onAttempt?.(attempt);
  }
}

/** An id as a part of a path. @throws SluisError for one that would lead elsewhere */
export function segment(id: string): string {
  if (typeof id !== 'string' || id === '' || id === '.' || id === '..') throw new SluisError('an id is missing');
  return encodeURIComponent(id);
}

/** @param mayBeGone an earlier attempt, of which no answer came, may have deleted it */
function isSuccess({ status }: Answer, mayBeGone: boolean): boolean {
  return (status >= 200 && status < 300) || (status === 404 && mayBeGone);
}

function isJson({ bytes }: Answer): boolean {
  try {
    JSON.parse(utf8.decode(bytes));
    return true;
  } catch {
    return false;
  }
}

function problemOf({ headers, bytes }: Answer) {
  return readProblem(headers.get('Content-Type'), utf8.decode(bytes));
}

function requireSafe(baseUrl: string, allowHttp: boolean): string {
  const url = new URL(baseUrl);
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && (isHere || allowHttp)))
    throw new SluisError('an API key goes over https only; `allowHttp` is for a network that you trust');
  return url.href.replace(/\/+$/, '');
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
