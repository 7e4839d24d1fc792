import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Messages that a client ends a trip with: the server answers when it sees one. */
const endings = new Set(['Q', 'S']);

/**
 * A door in front of PostgreSQL that counts round trips on the wire, so that no driver can hide one: simple queries and
 * the syncs that end a bound statement.
 *
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export class RoundTrips {
  private trips = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async before(databaseUrl: string): Promise<RoundTrips> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const door = new RoundTrips(server, new URL(databaseUrl));
    server.on('connection', (socket) => door.admit(socket));
    return door;
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** The round trips that `work` made. Nothing else may use the door meanwhile. */
  async during(work: () => Promise<unknown>): Promise<number> {
    const before = this.trips;
    await work();
    return this.trips - before;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private admit(client: Socket): void {
    const server = connect(Number(this.target.port || 5432), this.target.hostname);
    const count = messageCounter(() => (this.trips += 1));
    client.on('data', count);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  }
}

/** Cuts the client's stream into messages: a letter, a length that counts itself, a body. The first one has no letter. */
function messageCounter(onEnding: () => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const letterLength = isFirst ? 0 : 1;
      if (rest.length < letterLength + 4) return;
      const length = letterLength + rest.readInt32BE(letterLength);
      if (rest.length < length) return;
      if (!isFirst && endings.has(rest.toString('latin1', 0, 1))) onEnding();
      isFirst = false;
      rest = rest.subarray(length);
    }
  };
}
