/** For one call. */
export interface RequestOptions {
  /** Ends the call, the waits between its attempts too. */
  signal?: AbortSignal;
  /** For one attempt, in milliseconds; the client's own when left out. */
  timeoutMs?: number;
  /** Attempts after the first; the client's own when left out. */
  maxRetries?: number;
  headers?: Readonly<Record<string, string>>;
}

/** For a call that creates something. */
export interface WriteOptions extends RequestOptions {
  /**
   * Names what you mean, so that it is done once however often it is sent: 1 to 255 printable ASCII characters. Without one
   * the SDK makes one for this call, which covers its own retries; one of yours covers a crash of your process too.
   */
  idempotencyKey?: string;
}

/** For a read of a payer's accounts. */
export interface AccountReadOptions extends RequestOptions {
  /** The payer asks for this now. Without it the read is one of the four a day that the law allows. */
  payer?: { ipAddress: string; userAgent?: string };
  /** What was read within so many seconds will do. */
  maxAgeSeconds?: number;
}

/** One attempt of a call, for logs and figures: nothing of what was sent or answered. */
export interface Attempt {
  method: string;
  path: string;
  /** From 1. */
  number: number;
  durationMs: number;
  /** Absent where there was no answer. */
  status: number | undefined;
  requestId: string | undefined;
  /** The answer to an earlier request with this key was given again. */
  isReplay: boolean;
  /** How long until the next attempt; absent where this was the last. */
  retryInMs: number | undefined;
}

export interface SluisOptions {
  /** `sk_…`. A secret of your server: never in a browser. */
  apiKey: string;
  /** Where the platform is, for example `https://api.example.com`. */
  baseUrl: string;
  /** For one attempt, with the reading of its answer. 30 seconds when left out. */
  timeoutMs?: number;
  /** Attempts after the first. 3 when left out. */
  maxRetries?: number;
  /** A longer pause is not waited for: the error that asks for it is thrown. 30 seconds when left out. */
  maxRetryWaitMs?: number;
  /** Lets the key go over `http:` to another machine than this one: inside a network that you trust. */
  allowHttp?: boolean;
  /** `Sluis-Version` of every request. The one whose types these are when left out; `false` for the one you are held to. */
  apiVersion?: string | false;
  /** Instead of the global one. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  onAttempt?: (attempt: Attempt) => void;
}
