import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createRedis } from './services/test-redis.js';

/** A Redis behind a door: while it is shut, connections are broken off as if nobody were there. */
export class SwitchableRedis {
  private isOpen = false;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
    readonly prefix: string,
  ) {}

  /** Starts shut. */
  static async start(): Promise<SwitchableRedis> {
    const { url, prefix } = await createRedis();
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const door = new SwitchableRedis(server, new URL(url), prefix);
    server.on('connection', (socket) => door.admit(socket));
    return door;
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  open(): void {
    this.isOpen = true;
  }

  shut(): void {
    this.isOpen = false;
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.shut();
    this.server.close();
    await once(this.server, 'close');
  }

  private admit(socket: Socket): void {
    socket.on('error', () => undefined);
    if (!this.isOpen) {
      socket.destroy();
      return;
    }
    const inner = connect(Number(this.target.port), this.target.hostname);
    for (const end of [socket, inner]) {
      this.sockets.add(end);
      end.on('error', () => undefined);
      end.on('close', () => {
        this.sockets.delete(end);
        socket.destroy();
        inner.destroy();
      });
    }
    socket.pipe(inner).pipe(socket);
  }
}
