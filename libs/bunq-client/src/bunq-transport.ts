import { Agent, type Dispatcher } from 'undici';

export interface RawRequest {
  method: Dispatcher.HttpMethod;
  url: URL;
  headers: Record<string, string>;
  body: Uint8Array | undefined;
  signal: AbortSignal;
  /** a longer answer is given up */
  maxBytes: number;
}

export interface RawAnswer {
  status: number;
  body: Buffer;
  /** by lower-case name; the first value where a header came twice */
  header(name: string): string | undefined;
}

/**
 * No complete answer arrived. `wasWritten` is false only when it is certain that no byte of the request left: undici
 * tells its handler immediately before it writes, and nothing here ever repeats a request.
 */
export class TransportError extends Error {
  constructor(
    readonly wasWritten: boolean,
    readonly reason: 'timeout' | 'connection_broken' | 'too_large',
    readonly status: number | undefined,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** Sends one HTTP request and collects its answer whole, within the signal's deadline and `maxBytes`. */
export class BunqTransport {
  readonly #agent: Agent;

  constructor(connectTimeoutMs: number) {
    // One request at a time per HTTP/1.1 connection: only so does "the connection broke" concern one request alone.
    this.#agent = new Agent({
      allowH2: false,
      pipelining: 1,
      connections: 64,
      connect: { timeout: connectTimeoutMs },
      maxHeaderSize: 32_768,
    });
  }

  send(request: RawRequest): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      let controller: Dispatcher.DispatchController | undefined;
      let status: number | undefined;
      let headers: Record<string, string | string[] | undefined> = {};
      let size = 0;
      const chunks: Buffer[] = [];

      const fail = (reason: TransportError['reason'], cause: unknown): void => {
        request.signal.removeEventListener('abort', onDeadline);
        reject(new TransportError(controller !== undefined, reason, status, { cause }));
      };
      const onDeadline = (): void => {
        fail('timeout', request.signal.reason);
        controller?.abort(new Error('deadline'));
      };
      if (request.signal.aborted) return onDeadline();
      request.signal.addEventListener('abort', onDeadline, { once: true });

      this.#agent.dispatch(
        {
          origin: request.url.origin,
          path: `${request.url.pathname}${request.url.search}`,
          method: request.method,
          headers: request.headers,
          body: request.body ?? null,
        },
        {
          onRequestStart: (started) => {
            // The deadline may have passed while the connection was being made: then nothing may be written any more.
            if (request.signal.aborted) started.abort(new Error('deadline'));
            else controller = started;
          },
          onResponseStart: (_controller, statusCode, received) => {
            status = statusCode;
            headers = received;
          },
          onResponseData: (current, chunk) => {
            size += chunk.length;
            if (size <= request.maxBytes) {
              chunks.push(chunk);
              return;
            }
            fail('too_large', undefined);
            current.abort(new Error('answer too large'));
          },
          onResponseEnd: () => {
            request.signal.removeEventListener('abort', onDeadline);
            if (status === undefined) return fail('connection_broken', undefined);
            resolve({
              status,
              body: Buffer.concat(chunks),
              header: (name) => {
                const value = headers[name];
                return Array.isArray(value) ? value[0] : value;
              },
            });
          },
          onResponseError: (_controller, error) => fail('connection_broken', error),
        },
      );
    });
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
