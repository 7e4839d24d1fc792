import { createHook, type AsyncHook } from 'node:async_hooks';
import { z } from 'zod';

const attemptSchema = z.object({ address: z.string(), port: z.number() });

/**
 * Every attempt of this process to send something to an address: Node makes one of these objects right before it asks the
 * kernel to connect, to send a datagram, or to look a name up. Counting them sees what a listener cannot: packets to
 * addresses that nobody answers at.
 */
export class ConnectionAttempts {
  private readonly connects: object[] = [];
  private lookUps = 0;
  private readonly hook: AsyncHook;

  constructor() {
    this.hook = createHook({
      init: (_id, type, _trigger, resource) => {
        // The address is written into the object after this call, so it is read later.
        if (type === 'TCPCONNECTWRAP') this.connects.push(resource);
        if (type === 'UDPSENDWRAP' || type === 'QUERYWRAP' || type === 'GETADDRINFOREQWRAP') this.lookUps += 1;
      },
    }).enable();
  }

  /** Where to, without what our own servers on those ports were sent. */
  to({ except }: { except: readonly number[] }): string[] {
    return this.connects
      .map((resource) => attemptSchema.parse(resource))
      .filter(({ port }) => !except.includes(port))
      .map(({ address, port }) => `${address} ${port}`);
  }

  get namesLookedUp(): number {
    return this.lookUps;
  }

  forget(): void {
    this.connects.length = 0;
    this.lookUps = 0;
  }

  stop(): void {
    this.hook.disable();
  }
}
