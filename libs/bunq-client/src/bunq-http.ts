import { createHash, randomUUID } from 'node:crypto';
import { type BunqAnswer, readRefusal, readSuccess } from './bunq-answer.js';
import {
  BunqApiError,
  BunqError,
  BunqNotSentError,
  BunqOutcomeUnknownError,
  type BunqUnknownReason,
} from './bunq-api.error.js';
import { BreakerOpenError, BunqBreakers } from './bunq-breaker.js';
import { type BunqBudget, type BunqMethod, type BunqPriority, InProcessBudget, waitMs } from './bunq-budget.js';
import { signBunqBytes, verifyBunqBytes } from './bunq-signature.js';
import { BunqTransport, type RawAnswer, TransportError } from './bunq-transport.js';

/** One call, in bunq's words. `endpoint` is a template such as `user/{userId}/payment-service-provider-draft-payment`. */
export interface BunqRequest {
  method: BunqMethod;
  endpoint: string;
  params?: Readonly<Record<string, string | number>>;
  query?: Readonly<Record<string, string | number | undefined>>;
  /** exactly the bytes that are signed and sent, so that an attempt can be repeated byte for byte; text goes as UTF-8 */
  body?: string | Uint8Array;
  /** MIME type of `body`; default `application/json` */
  contentType?: string;
  /** further headers that an endpoint asks for */
  headers?: Readonly<Record<string, string>>;
  /** `X-Bunq-Client-Request-Id`; a write without one gets a fresh one */
  requestId?: string;
  /** who goes first when the budget is short; default `data` */
  priority?: BunqPriority;
  /** total time in ms from call to parsed answer: budget, connection, repeats of reads and all */
  deadlineMs?: number;
  /** hears an answer whose signature was verified */
  onSigned?: (answer: BunqSignedAnswer) => void;
}

/** What bunq said, so that it can be proven to others: the signature (RSASSA-PKCS1-v1_5, SHA-256, base64) is over exactly these bytes. */
export interface BunqSignedAnswer {
  /** Method and path, such as `GET user/42/monetary-account/7/draft-payment/1`; bunq signs neither. */
  request: string;
  responseId: string | undefined;
  body: Uint8Array;
  signature: string;
  /** SPKI PEM, pinned at the installation */
  serverPublicKeyPem: string;
}

/** What every caller of an endpoint may add. */
export type BunqCallOptions = Pick<BunqRequest, 'deadlineMs' | 'priority'>;

/** Whose token signs in, with which key we sign, and which key the bank's answer must be signed with. */
export interface BunqAuthentication {
  /** for the observer: `psp`, `consent:<id>`, or `setup` */
  owner: string;
  token: string;
  signingKeyPem: string;
  serverPublicKeyPem: string;
}

/** What audit and metrics may know of a call: no body, token, name or IBAN. Hashes are SHA-256 in hexadecimal. */
export interface BunqCallReport {
  method: BunqMethod;
  endpointTemplate: string;
  owner?: string;
  status?: number;
  outcome: 'accepted' | 'refused' | 'rate_limited' | 'not_sent' | 'unknown';
  /** of `not_sent` and `unknown` */
  reason?: string;
  durationMs: number;
  responseId?: string;
  requestId?: string;
  bodyHash?: string;
  responseHash?: string;
}

/** A file as bunq sent it, its signature verified over these bytes. */
export interface BunqContent {
  /** MIME type as bunq states it */
  contentType: string | undefined;
  bytes: Uint8Array;
}

/** Hears of every try of a call, repeats of reads included, once it is over. What it throws is dropped. */
export type BunqObserver = (report: BunqCallReport) => void;

export interface BunqHttpOptions {
  /** such as `https://api.bunq.com/v1` */
  apiUrl: string;
  userAgent: string;
  budget?: BunqBudget;
  /** default: breakers of this client's own; `false` never refuses a call because others failed */
  breakers?: BunqBreakers | false;
  observer?: BunqObserver;
  timeouts?: { deadlineMs?: number; connectMs?: number };
  /** only for an emulator on this machine; bunq itself speaks HTTPS only */
  allowInsecureHttp?: boolean;
}

const maxAnswerBytes = 2 * 1024 * 1024;
const maxContentBytes = 32 * 1024 * 1024;
/** Reads only; a write is never repeated here. */
const maxReadRepeats = 2;
const maintenanceStatus = 491;

/** The one place that talks to bunq's API: signs, sends, verifies, classifies, and repeats reads that were held back. */
export class BunqHttp {
  readonly #transport: BunqTransport;
  readonly #budget: BunqBudget;
  readonly #breakers: BunqBreakers | false;
  readonly #baseUrl: string;
  readonly #defaultDeadlineMs: number;

  constructor(private readonly options: BunqHttpOptions) {
    this.#baseUrl = `${requireHttps(options.apiUrl, options.allowInsecureHttp).replace(/\/+$/, '')}/`;
    this.#transport = new BunqTransport(options.timeouts?.connectMs ?? 5_000);
    this.#budget = options.budget ?? new InProcessBudget();
    this.#breakers = options.breakers ?? new BunqBreakers();
    this.#defaultDeadlineMs = options.timeouts?.deadlineMs ?? 30_000;
  }

  /** Total time of a call that names none, in ms. */
  get defaultDeadlineMs(): number {
    return this.#defaultDeadlineMs;
  }

  /**
   * @param authentication absent only for `installation` and the sandbox's new users, which come before any key to verify
   *   with
   * @throws BunqApiError             bunq refused it and did not act
   * @throws BunqNotSentError         bunq did not get it
   * @throws BunqOutcomeUnknownError  anything else
   */
  send(request: BunqRequest, authentication?: BunqAuthentication): Promise<BunqAnswer> {
    return this.#exchange(request, authentication, readAnswer, maxAnswerBytes);
  }

  /** As `send`, for the endpoints whose answer is a file of at most 32 MiB instead of JSON. */
  download(request: BunqRequest, authentication: BunqAuthentication): Promise<BunqContent> {
    return this.#exchange(request, authentication, readContent, maxContentBytes);
  }

  /** Ends all connections; calls under way fail as not sent or unknown. */
  async close(): Promise<void> {
    await this.#transport.close();
  }

  async #exchange<T>(
    request: BunqRequest,
    authentication: BunqAuthentication | undefined,
    read: AnswerReader<T>,
    maxBytes: number,
  ): Promise<T> {
    const deadlineMs = Math.ceil(request.deadlineMs ?? this.#defaultDeadlineMs);
    const deadline = deadlineMs > 0 ? AbortSignal.timeout(deadlineMs) : AbortSignal.abort();
    const endsAt = performance.now() + deadlineMs;
    for (let repeats = 0; ; repeats += 1) {
      try {
        return await this.#sendOnce(request, authentication, deadline, read, maxBytes);
      } catch (error) {
        // A read changes nothing, so it may be repeated when bunq held it back or the connection broke; twice at most,
        // because refused calls may themselves count, and never past the deadline.
        const pause = pauseMs(error);
        const isWorthIt = repeats < maxReadRepeats && performance.now() + pause < endsAt;
        if (request.method !== 'GET' || !isRepeatable(error) || !isWorthIt) throw error;
        await waitMs(pause);
      }
    }
  }

  async #sendOnce<T>(
    request: BunqRequest,
    authentication: BunqAuthentication | undefined,
    deadline: AbortSignal,
    read: AnswerReader<T>,
    maxBytes: number,
  ): Promise<T> {
    const startedAt = performance.now();
    const body = bytesOf(request.body);
    const requestId = request.requestId ?? (request.method === 'GET' ? undefined : randomUUID());
    let raw: RawAnswer | undefined;
    let failure: unknown;
    const call = async (): Promise<T> => {
      const settled = await this.#takeBudget(request, deadline);
      try {
        raw = await this.#transport.send({
          method: request.method,
          url: this.#url(request),
          headers: this.#headers(request, body, requestId, authentication),
          body,
          signal: deadline,
          maxBytes,
        });
      } catch (error) {
        throw error instanceof TransportError ? fromTransport(nameOf(request), error) : error;
      } finally {
        settled?.();
      }
      const answer = classify(nameOf(request), raw, authentication?.serverPublicKeyPem, read);
      if (request.onSigned && authentication) request.onSigned(this.#signedAnswer(request, raw, authentication));
      return answer;
    };
    try {
      return await this.#throughBreaker(request, call);
    } catch (error) {
      failure = error;
      if (error instanceof BunqApiError && error.isRateLimited) {
        this.#budget.learn(request.method, request.endpoint, error.limit);
      }
      throw error;
    } finally {
      this.#report({
        method: request.method,
        endpointTemplate: request.endpoint,
        ...(authentication && { owner: authentication.owner }),
        ...describe(failure),
        ...(raw && { status: raw.status, responseHash: sha256(raw.body) }),
        durationMs: Math.round(performance.now() - startedAt),
        ...optional('responseId', raw?.header('x-bunq-client-response-id')),
        ...optional('requestId', requestId),
        ...(body && { bodyHash: sha256(body) }),
      });
    }
  }

  #signedAnswer(request: BunqRequest, raw: RawAnswer, { serverPublicKeyPem }: BunqAuthentication): BunqSignedAnswer {
    return {
      request: `${request.method} ${this.#url(request).href.slice(this.#baseUrl.length)}`,
      responseId: raw.header('x-bunq-client-response-id'),
      body: raw.body,
      signature: raw.header('x-bunq-server-signature') ?? '',
      serverPublicKeyPem,
    };
  }

  async #throughBreaker<T>(request: BunqRequest, call: () => Promise<T>): Promise<T> {
    if (!this.#breakers) return call();
    try {
      return await this.#breakers.run(request.method, request.endpoint, call);
    } catch (error) {
      throw error instanceof BreakerOpenError ? new BunqNotSentError(nameOf(request), 'breaker') : error;
    }
  }

  async #takeBudget(request: BunqRequest, deadline: AbortSignal): Promise<void | (() => void)> {
    try {
      const settled = await this.#budget.take(request.method, request.endpoint, request.priority ?? 'data', deadline);
      deadline.throwIfAborted();
      return settled;
    } catch (cause) {
      throw new BunqNotSentError(nameOf(request), deadline.aborted ? 'deadline' : 'budget', { cause });
    }
  }

  #url(request: BunqRequest): URL {
    const path = request.endpoint.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = request.params?.[name];
      // Dots survive the encoding, and a segment of dots alone would climb to another endpoint.
      if (value === undefined || /^\.{0,2}$/.test(String(value))) {
        throw new RangeError(`no usable value for ${name} in ${nameOf(request)}`);
      }
      return encodeURIComponent(value);
    });
    const url = new URL(path, this.#baseUrl);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  #headers(
    request: BunqRequest,
    body: Uint8Array | undefined,
    requestId: string | undefined,
    authentication: BunqAuthentication | undefined,
  ): Record<string, string> {
    return {
      ...request.headers,
      'Cache-Control': 'no-cache',
      'User-Agent': this.options.userAgent,
      // English, because limits and reasons are read from bunq's texts.
      'X-Bunq-Language': 'en_US',
      'X-Bunq-Region': 'nl_NL',
      'X-Bunq-Geolocation': '0 0 0 0 000',
      ...(body && { 'Content-Type': request.contentType ?? 'application/json' }),
      ...optional('X-Bunq-Client-Request-Id', requestId),
      ...(authentication && { 'X-Bunq-Client-Authentication': authentication.token }),
      ...(authentication && body && { 'X-Bunq-Client-Signature': signBunqBytes(body, authentication.signingKeyPem) }),
    };
  }

  #report(report: BunqCallReport): void {
    try {
      this.options.observer?.(report);
    } catch {
      // What bunq did stays true when the observer fails; its fault must not turn a made payment into an error.
    }
  }
}

/** @throws TypeError when the address is not HTTPS and plain HTTP was not allowed */
export function requireHttps(url: string, allowInsecureHttp = false): string {
  const { protocol } = new URL(url);
  if (protocol !== 'https:' && !(allowInsecureHttp && protocol === 'http:')) {
    throw new TypeError('bunq is spoken to over HTTPS only; plain HTTP must be allowed explicitly');
  }
  return url;
}

/** Reads what a verified 200 carries; undefined when it is not what this call answers with. */
type AnswerReader<T> = (endpoint: string, responseId: string | undefined, raw: RawAnswer) => T | undefined;

const readAnswer: AnswerReader<BunqAnswer> = (endpoint, responseId, raw) => {
  const success = readSuccess(raw.body);
  return success && { endpoint, responseId, ...success };
};

const readContent: AnswerReader<BunqContent> = (_endpoint, _responseId, raw) => ({
  contentType: raw.header('content-type'),
  bytes: raw.body,
});

/** Turns what came over the wire into an answer or into the one error that says what is known. */
function classify<T>(
  endpoint: string,
  raw: RawAnswer,
  serverPublicKeyPem: string | undefined,
  read: AnswerReader<T>,
): T {
  const responseId = raw.header('x-bunq-client-response-id');
  const signature = raw.header('x-bunq-server-signature');
  const isSigned =
    signature !== undefined &&
    serverPublicKeyPem !== undefined &&
    verifyBunqBytes(raw.body, signature, serverPublicKeyPem);
  const unknown = (reason: BunqUnknownReason): BunqOutcomeUnknownError =>
    new BunqOutcomeUnknownError(endpoint, reason, raw.status, responseId);

  if (raw.status === 200) {
    // Fail closed: the key was pinned at installation, and bunq signs every 200 after it, files too.
    if (serverPublicKeyPem !== undefined && !isSigned) throw unknown('bad_signature');
    const success = read(endpoint, responseId, raw);
    if (success === undefined) throw unknown('unreadable');
    return success;
  }
  if (raw.status === maintenanceStatus) throw unknown('maintenance');
  if (raw.status >= 500) throw unknown('server_error');
  if (raw.status < 400) throw unknown('unreadable');
  // bunq need not sign a refusal; one with a wrong signature was altered on its way and proves nothing.
  if (signature !== undefined && serverPublicKeyPem !== undefined && !isSigned) throw unknown('bad_signature');
  const messages = readRefusal(raw.body);
  if (!messages) throw unknown('unreadable');
  throw new BunqApiError(raw.status, endpoint, responseId, messages, isSigned);
}

function fromTransport(endpoint: string, error: TransportError): BunqError {
  if (!error.wasWritten) {
    return new BunqNotSentError(endpoint, error.reason === 'timeout' ? 'deadline' : 'connect', { cause: error.cause });
  }
  const reason = error.reason === 'too_large' ? 'unreadable' : error.reason;
  return new BunqOutcomeUnknownError(endpoint, reason, error.status, undefined, { cause: error.cause });
}

function isRepeatable(error: unknown): boolean {
  if (error instanceof BunqApiError) return error.isRateLimited;
  return error instanceof BunqOutcomeUnknownError && error.reason === 'connection_broken';
}

/** Full window of the stated limit after a 429, else half a second; up to as much again at random, against convoys. */
function pauseMs(error: unknown): number {
  const windowMs = error instanceof BunqApiError ? (error.limit?.seconds ?? 3) * 1000 : 500;
  return windowMs * (1 + Math.random());
}

function describe(failure: unknown): Pick<BunqCallReport, 'outcome' | 'reason'> {
  if (failure === undefined) return { outcome: 'accepted' };
  if (failure instanceof BunqApiError) return { outcome: failure.isRateLimited ? 'rate_limited' : 'refused' };
  if (failure instanceof BunqOutcomeUnknownError) return { outcome: 'unknown', reason: failure.reason };
  return { outcome: 'not_sent', ...(failure instanceof BunqNotSentError && { reason: failure.reason }) };
}

function nameOf(request: BunqRequest): string {
  return `${request.method} ${request.endpoint}`;
}

function optional<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  const entry: Partial<Record<string, string>> = value === undefined ? {} : { [name]: value };
  return entry;
}

function bytesOf(body: string | Uint8Array | undefined): Uint8Array | undefined {
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
