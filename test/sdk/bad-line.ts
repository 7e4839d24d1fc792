import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to one request on its way. */
export type Accident =
  /** It arrives, and its answer does not. */
  | 'answer lost'
  /** The answer breaks off in its middle. */
  | 'answer cut'
  /** It arrives, and nothing more is heard. */
  | 'silence'
  /** It never arrives. */
  | 'request lost'
  | { status: number; headers?: Record<string, string>; body?: string };

/** A line to the API on which accidents happen, in the order given; afterwards it is a good one. */
export class BadLine {
  /** Idempotency keys in the order they passed; `null` for requests without. */
  readonly keys: (string | null)[] = [];
  readonly methods: string[] = [];
  private readonly accidents: Accident[] = [];
  private readonly server = createServer((request, response) => void this.pass(request, response));

  private constructor(private readonly apiUrl: string) {}

  static async to(apiUrl: string): Promise<BadLine> {
    const line = new BadLine(apiUrl);
    line.server.listen(0, '127.0.0.1');
    await once(line.server, 'listening');
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  next(...accidents: Accident[]): void {
    this.accidents.push(...accidents);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const key = headers['idempotency-key'];
    this.keys.push(typeof key === 'string' ? key : null);
    this.methods.push(method);
    const accident = this.accidents.shift();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    if (accident === 'request lost') {
      request.socket.destroy();
      return;
    }
    if (typeof accident === 'object') {
      response.writeHead(accident.status, accident.headers).end(accident.body);
      return;
    }
    const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...kept } = headers;
    const sent = new Headers(Object.entries(kept).map(([name, value]): [string, string] => [name, String(value)]));
    sent.set('accept-encoding', 'identity');
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const answer = await fetch(this.apiUrl + url, { method, headers: sent, redirect: 'manual', ...(body && { body }) });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (accident === 'silence') return;
    if (accident === 'answer lost') {
      request.socket.destroy();
      return;
    }
    const told = [...answer.headers].filter(([name]) => !/^(connection|keep-alive|transfer-encoding)$/.test(name));
    response.writeHead(answer.status, Object.fromEntries(told));
    if (accident === 'answer cut') {
      response.write(bytes.subarray(0, 20));
      setImmediate(() => request.socket.destroy());
      return;
    }
    response.end(bytes);
  }
}
