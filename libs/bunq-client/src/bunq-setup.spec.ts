// @peculiar/x509 needs the metadata polyfill before it loads.
import 'reflect-metadata';
import { createServer, type Server, type ServerResponse } from 'node:http';
import * as x509 from '@peculiar/x509';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unlimitedBudget } from './bunq-budget.js';
import { BunqClient } from './bunq-client.js';
import { type BunqInstallationContext, MemoryContextStore } from './bunq-context-store.js';
import type { TppIdentityInput } from './bunq-setup.js';
import { type BunqKeyPair, generateBunqKeyPair, signBunqBytes } from './bunq-signature.js';

let theirs: BunqKeyPair;
let server: Server;
let apiUrl: string;
let identity: TppIdentityInput;
let otherIdentity: TppIdentityInput;
let store: FragileStore;
let calls: string[];
let devices: { id: number; description: string; secret: string }[];
/** the bank acts on this call and then drops the connection, once */
let dropAfter: string | undefined;
let credentialsRefused: boolean;
let clients: BunqClient[] = [];

/** A process that dies while saving: the nth save of an installation fails. */
class FragileStore extends MemoryContextStore {
  savesUntilDeath = Number.POSITIVE_INFINITY;

  override async saveInstallation(context: BunqInstallationContext): Promise<void> {
    this.savesUntilDeath -= 1;
    if (this.savesUntilDeath === 0) throw new Error('died');
    await super.saveInstallation(context);
  }
}

async function makeIdentity(name: string): Promise<TppIdentityInput> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({ name, keys, signingAlgorithm: algorithm });
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificatePem: certificate.toString('pem'),
    certificateChainPem: certificate.toString('pem'),
    certificatePrivateKeyPem: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
    description: 'spec device',
    permittedIps: ['*'],
  };
}

beforeAll(async () => {
  theirs = await generateBunqKeyPair();
  [identity, otherIdentity] = await Promise.all([makeIdentity('CN=Spec PISP'), makeIdentity('CN=Spec PISP renewed')]);
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = `${request.method} ${(request.url ?? '').replace(/\?.*/, '').replace('/v1/', '')}`;
      calls.push(call);
      answer(response, call, Buffer.concat(chunks).toString());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  apiUrl = `http://127.0.0.1:${address.port}/v1`;
});

beforeEach(() => {
  store = new FragileStore();
  [calls, devices, dropAfter, credentialsRefused] = [[], [], undefined, false];
});

afterEach(async () => {
  await Promise.all(clients.map((one) => one.close()));
  clients = [];
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function answer(response: ServerResponse, call: string, text: string): void {
  const [status, body] = act(call, text);
  if (call === dropAfter) {
    dropAfter = undefined;
    response.socket?.resetAndDestroy();
    return;
  }
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'x-bunq-server-signature': signBunqBytes(bytes, theirs.privateKeyPem) });
  response.end(bytes);
}

function refuse(why: string): [number, unknown] {
  return [400, { Error: [{ error_description: why }] }];
}

function ok(...elements: unknown[]): [number, unknown] {
  return [200, { Response: elements }];
}

function act(call: string, text: string): [number, unknown] {
  const created = new Date().toISOString().replace('T', ' ').replace('Z', '000');
  if (call === 'POST installation') {
    const key = { server_public_key: theirs.publicKeyPem };
    return ok({ Id: { id: 1 } }, { Token: { token: `installation-${calls.length}` } }, { ServerPublicKey: key });
  }
  if (call === 'POST payment-service-provider-credential') {
    return ok({ CredentialPasswordIp: { id: 5, status: 'PENDING_FIRST_USE', token_value: `key-${calls.length}` } });
  }
  if (call === 'POST device-server') {
    const { description, secret } = JSON.parse(text);
    if (credentialsRefused) return refuse('User credentials are incorrect. Incorrect API key or IP address.');
    if (devices.some((device) => device.secret === secret)) return refuse('Already registered.');
    devices.push({ id: 200 + devices.length, description, secret });
    return ok({ Id: { id: 199 + devices.length } });
  }
  if (call === 'GET device-server') {
    return ok(
      ...devices.toReversed().map(({ id, description }) => ({ DeviceServer: { id, description, status: 'ACTIVE' } })),
    );
  }
  if (call === 'POST session-server') {
    const user = { UserPaymentServiceProvider: { id: 88, session_timeout: 3600 } };
    return ok({ Id: { id: 3 } }, { Token: { created, token: `session-${calls.length}` } }, user);
  }
  return [404, { Error: [{ error_description: 'Route not found.' }] }];
}

function client(): BunqClient {
  const options = { apiUrl, userAgent: 'spec', store, budget: unlimitedBudget, allowInsecureHttp: true };
  const made = new BunqClient({ ...options, sessions: { minIntervalMs: 0 } });
  clients.push(made);
  return made;
}

const whole = [
  'POST installation',
  'POST payment-service-provider-credential',
  'POST device-server',
  'POST session-server',
];

describe('ensureTppContext', () => {
  it('sets up once, and a restart makes no call at all', async () => {
    await expect(client().ensureTppContext(identity)).resolves.toMatchObject({ bunqUserId: 88 });
    expect(calls).toEqual(whole);
    await client().ensureTppContext(identity);
    expect(calls).toEqual(whole);
  });

  it('sets up once when many start together', async () => {
    await Promise.all([client(), client(), client()].map((one) => one.ensureTppContext(identity)));
    expect(calls).toEqual(whole);
  });

  it.each([
    ['the installation was not saved', 1, [0, 0, 1, 2, 3]],
    ['the credential was not saved', 2, [0, 1, 1, 2, 3]],
    ['the device was not saved', 3, [0, 1, 2, 2, 'GET device-server', 3]],
  ])('goes on where it stopped: %s', async (_, save, expected) => {
    store.savesUntilDeath = save;
    await expect(client().ensureTppContext(identity)).rejects.toThrow('died');
    await client().ensureTppContext(identity);
    expect(calls).toEqual(expected.map((step) => (typeof step === 'number' ? whole[step] : step)));
  });

  it.each(whole)('goes on when the answer to %s got lost', async (call) => {
    dropAfter = call;
    await expect(client().ensureTppContext(identity)).rejects.toMatchObject({ name: 'BunqOutcomeUnknownError' });
    await client().ensureTppContext(identity);
    const context = await store.loadInstallation();
    expect(context?.apiKey).toBe(devices.find(({ id }) => id === context?.deviceId)?.secret);
    expect(devices).toHaveLength(1);
  });

  it('asks for a new credential when the old one lapsed unused', async () => {
    credentialsRefused = true;
    await expect(client().ensureTppContext(identity)).rejects.toMatchObject({ isCredentialsRefused: true });
    credentialsRefused = false;
    await client().ensureTppContext(identity);
    expect(calls.filter((call) => call === whole[1])).toHaveLength(2);
  });

  it('keeps the old API key until the device of a new certificate is registered', async () => {
    await client().ensureTppContext(identity);
    const before = await store.loadInstallation();
    dropAfter = 'POST device-server';
    await expect(client().ensureTppContext(otherIdentity)).rejects.toThrow('connection_broken');
    expect(await store.loadInstallation()).toMatchObject({ apiKey: before?.apiKey, deviceId: before?.deviceId });
    await client().ensureTppContext(otherIdentity);
    const after = await store.loadInstallation();
    expect(after?.installationToken).toBe(before?.installationToken);
    expect(after?.apiKey).toBe(devices.find(({ id }) => id === after?.deviceId)?.secret);
    expect(after?.apiKey).not.toBe(before?.apiKey);
  });
});
