import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer, type ListenOptions } from 'node:net';
import { promisify } from 'node:util';

/** Below those from which systems take a port for every outgoing connection: there a free one may be gone in a moment. */
const quietPorts = { from: 15_000, to: 32_000 };
const mostTries = 100;

/** A TCP port on the loopback address that nothing listened on a moment ago. Another program may still be faster. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const port = await listenOnce({ host: '127.0.0.1', port: randomInt(quietPorts.from, quietPorts.to) });
    if (port !== undefined) return port;
  }
  throw new Error('no free port was found');
}

/** Free on both loopback addresses: a program on only one of them would still take half of what goes to `localhost`. */
export async function isPortFree(port: number): Promise<boolean> {
  const [onFour, onSix] = await Promise.all(['127.0.0.1', '::1'].map((host) => listenOnce({ host, port })));
  return onFour !== undefined && (onSix !== undefined || !(await hasIpv6()));
}

async function hasIpv6(): Promise<boolean> {
  return (await listenOnce({ host: '::1', port: 0 })) !== undefined;
}

/** Names the program that listens on `port`, where the system lets us see it. */
export async function describePortUser(port: number): Promise<string | undefined> {
  const run = promisify(execFile);
  const viaSs = await run('ss', ['-Hltnp', `sport = :${port}`]).catch(() => undefined);
  const inSs = /\("([^"]+)",pid=(\d+)/.exec(viaSs?.stdout ?? '');
  if (inSs) return `${inSs[1]}, process ${inSs[2]}`;
  const viaLsof = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']).catch(() => undefined);
  const inLsof = /p(\d+)\nc(.+)/.exec(viaLsof?.stdout ?? '');
  return inLsof ? `${inLsof[2]}, process ${inLsof[1]}` : undefined;
}

function listenOnce(options: ListenOptions): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const meansTaken = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code ?? '');
      if (meansTaken) resolve(undefined);
      else reject(error);
    });
    server.listen({ ...options, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
