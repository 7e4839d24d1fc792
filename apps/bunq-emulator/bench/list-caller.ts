import { generateKeyPairSync, sign } from 'node:crypto';
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { type Figures, figuresOf } from './figures.js';

const listingSchema = z.object({
  url: z.string(),
  calls: z.number(),
  customers: z.array(z.object({ userId: z.number(), secret: z.string(), accountId: z.number() })),
});
export type Listing = z.infer<typeof listingSchema>;
type Customer = Listing['customers'][number];

/** Calls that are not counted: the first ones run code that is not compiled yet. */
const warmUp = 100;

/** A client of the bank in a thread of its own: what it costs does not count. */
const { url, calls, customers } = listingSchema.parse(workerData);
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
// A read has no body; the signature over nothing is always the same.
const signatureOfNothing = sign('sha256', Buffer.alloc(0), keys.privateKey).toString('base64');
const agent = new Agent({ keepAlive: true });
const installationToken = await install();
const sessions: { token: string; customer: Customer }[] = [];
for (const customer of customers) sessions.push({ token: await openSession(customer.secret), customer });

const lists: Record<string, (customer: Customer) => string> = {
  'payment?count=10': ({ userId, accountId }) => `/v1/user/${userId}/monetary-account/${accountId}/payment?count=10`,
  'payment?count=200': ({ userId, accountId }) => `/v1/user/${userId}/monetary-account/${accountId}/payment?count=200`,
  'monetary-account': ({ userId }) => `/v1/user/${userId}/monetary-account`,
  'event?count=50': ({ userId }) => `/v1/user/${userId}/event?count=50`,
  'request-response': ({ userId, accountId }) => `/v1/user/${userId}/monetary-account/${accountId}/request-response`,
};
const milliseconds: Record<string, Figures> = {};
for (const [name, pathOf] of Object.entries(lists)) {
  const times: number[] = [];
  for (let call = -warmUp; call < calls; call += 1) {
    const session = sessions[(call + warmUp) % sessions.length];
    if (session === undefined) break;
    const before = performance.now();
    const { status } = await send('GET', pathOf(session.customer), { token: session.token });
    if (call >= 0) times.push(performance.now() - before);
    if (status !== 200) throw new Error(`${name} was answered with ${status}`);
  }
  milliseconds[name] = figuresOf(times);
}
agent.destroy();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker of Node.js, not a window
parentPort?.postMessage(milliseconds);

async function install(): Promise<string> {
  const client_public_key = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const { body } = await send('POST', '/v1/installation', { body: { client_public_key } });
  return tokenIn(body);
}

async function openSession(secret: string): Promise<string> {
  const device = { description: 'bench', secret, permitted_ips: ['*'] };
  await send('POST', '/v1/device-server', { token: installationToken, body: device });
  const { body } = await send('POST', '/v1/session-server', { token: installationToken, body: { secret } });
  return tokenIn(body);
}

function tokenIn(body: string): string {
  const token = /"token":"([0-9a-f]{64})"/.exec(body)?.[1];
  if (token === undefined) throw new Error(`no token in ${body}`);
  return token;
}

function send(
  method: string,
  path: string,
  { token = '', body }: { token?: string; body?: unknown },
): Promise<{ status: number; body: string }> {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
  const signature = body === undefined ? signatureOfNothing : sign('sha256', bytes, keys.privateKey).toString('base64');
  const own = { 'User-Agent': 'bench', 'Content-Length': bytes.length };
  const authentication = { 'X-Bunq-Client-Authentication': token, 'X-Bunq-Client-Signature': signature };
  return new Promise((resolve, reject) => {
    const headers = token === '' ? own : { ...own, ...authentication };
    const outgoing = request(url + path, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    outgoing.on('error', reject).end(bytes);
  });
}
