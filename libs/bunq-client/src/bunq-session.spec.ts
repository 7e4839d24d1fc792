import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BunqConsentLostError, BunqNotSentError, BunqSessionBusyError } from './bunq-api.error.js';
import { unlimitedBudget } from './bunq-budget.js';
import { BunqClient } from './bunq-client.js';
import { MemoryContextStore } from './bunq-context-store.js';
import type { BunqSessionOptions } from './bunq-session.js';
import { type BunqKeyPair, generateBunqKeyPair, signBunqBytes } from './bunq-signature.js';
import { draftPayment } from './endpoints/draft-payment.js';
import { user } from './endpoints/user.js';

interface Seen {
  call: string;
  token: string;
  requestId: string;
  body: string;
}

let ours: BunqKeyPair;
let theirs: BunqKeyPair;
let server: Server;
let apiUrl: string;
let store: MemoryContextStore;
let seen: Seen[];
let liveTokens: Set<string>;
let sessionTimeout: number;
let isRevoked: boolean;
/** [status, text] with which calls other than session-server are refused although their token is live */
let refusal: [number, string] | undefined;
let clients: BunqClient[] = [];

beforeAll(async () => {
  ours = await generateBunqKeyPair();
  theirs = await generateBunqKeyPair();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        call: `${request.method} ${request.url}`,
        token: String(request.headers['x-bunq-client-authentication']),
        requestId: String(request.headers['x-bunq-client-request-id']),
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(one);
      answer(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  apiUrl = `http://127.0.0.1:${address.port}/v1`;
});

beforeEach(async () => {
  [seen, liveTokens, sessionTimeout, isRevoked, refusal] = [[], new Set(), 604_800, false, undefined];
  store = new MemoryContextStore();
  await store.saveInstallation({
    privateKeyPem: ours.privateKeyPem,
    publicKeyPem: ours.publicKeyPem,
    installationToken: 'installation-token',
    serverPublicKeyPem: theirs.publicKeyPem,
    apiKey: 'api-key',
    deviceId: 1,
    certificateFingerprint: 'ab',
  });
});

afterEach(async () => {
  await Promise.all(clients.map((one) => one.close()));
  clients = [];
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function answer(response: ServerResponse, { call, token }: Seen): void {
  if (call === 'POST /v1/session-server') {
    if (isRevoked)
      return send(response, 400, error('User credentials are incorrect. Incorrect API key or IP address.'));
    const fresh = `session-${liveTokens.size + 1}-${seen.length}`;
    liveTokens.add(fresh);
    const created = new Date().toISOString().replace('T', ' ').replace('Z', '000');
    const granted = { UserPerson: { display_name: 'A. Tester', session_timeout: sessionTimeout } };
    const body = [
      { Id: { id: seen.length } },
      { Token: { id: 1, created, token: fresh } },
      { UserApiKey: { id: 7001, requested_by_user: null, granted_by_user: granted } },
    ];
    return setTimeout(send, 20, response, 200, { Response: body }) && undefined;
  }
  if (!liveTokens.has(token)) return send(response, 401, error('Insufficient authentication.'));
  if (refusal) return send(response, refusal[0], error(refusal[1]));
  const body = call.startsWith('POST') ? [{ Id: { id: 12 } }] : [{ UserPerson: { id: 42 } }];
  return send(response, 200, { Response: body });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'x-bunq-server-signature': signBunqBytes(bytes, theirs.privateKeyPem) });
  response.end(bytes);
}

function error(text: string): unknown {
  return { Error: [{ error_description: text }] };
}

function client(sessions: BunqSessionOptions = { minIntervalMs: 0 }): BunqClient {
  const made = new BunqClient({
    apiUrl,
    userAgent: 'spec',
    store,
    budget: unlimitedBudget,
    sessions,
    allowInsecureHttp: true,
  });
  clients.push(made);
  return made;
}

function sessionCalls(): number {
  return seen.filter(({ call }) => call === 'POST /v1/session-server').length;
}

describe('a session', () => {
  it('is opened once for 50 concurrent calls, and is there after a restart', async () => {
    const caller = client().consent('consent:1', 'access-token');
    await Promise.all(Array.from({ length: 50 }, () => user.get(caller)));
    expect(sessionCalls()).toBe(1);
    await user.get(client().consent('consent:1', 'access-token'));
    expect(sessionCalls()).toBe(1);
  });

  it('costs one lock, and so one database connection, for many callers of one process', async () => {
    let locks = 0;
    const withSessionLock = store.withSessionLock.bind(store);
    store.withSessionLock = (owner, fn) => {
      locks += 1;
      return withSessionLock(owner, fn);
    };
    const caller = client().consent('consent:1', 'access-token');
    await Promise.all(Array.from({ length: 50 }, () => user.get(caller)));
    expect(locks).toBe(1);
  });

  it('tells whose it is and when it ends', async () => {
    const session = await client().sessionFor('consent:1', 'access-token');
    expect(session).toMatchObject({
      bunqUserId: 7001,
      userType: 'UserApiKey',
      grantedByUser: { userType: 'UserPerson', displayName: 'A. Tester' },
    });
    expect(session.expiresAt.getTime() - session.createdAt.getTime()).toBe(604_800_000);
  });

  it('is renewed once when bunq ends it under 50 concurrent calls, across two processes', async () => {
    const callers = [client(), client()].map((one) => one.consent('consent:1', 'access-token'));
    await Promise.all(callers.map((caller) => user.get(caller)));
    liveTokens.clear();
    await Promise.all(Array.from({ length: 50 }, (_, index) => callers[index % 2]).map((one) => one && user.get(one)));
    expect(sessionCalls()).toBe(2);
  });

  it('is renewed early, once', async () => {
    const caller = client().consent('consent:1', 'access-token');
    await user.get(caller);
    const stored = await store.loadSession('consent:1');
    if (!stored) throw new Error('no session stored');
    await store.saveSession('consent:1', {
      ...stored,
      createdAt: new Date(Date.now() - 600_000_000),
      expiresAt: new Date(Date.now() + 200_000),
    });
    await Promise.all([user.get(caller), user.get(caller)]);
    expect(sessionCalls()).toBe(2);
  });

  it('is not shared with an earlier access token of the same consent', async () => {
    await client().sessionFor('consent:1', 'old-token');
    await client().sessionFor('consent:1', 'new-token');
    expect(sessionCalls()).toBe(2);
  });
});

describe('a call whose session is over', () => {
  const input = { monetaryAccountId: 5, body: '{"entries":[]}', requestId: 'attempt-1' };

  it('is sent again with the same request id and the same bytes', async () => {
    const caller = client().consent('consent:1', 'access-token');
    await caller.session();
    liveTokens.clear();
    await expect(draftPayment.create(caller, input)).resolves.toBe(12);
    const sent = seen.filter(({ call }) => call.endsWith('/draft-payment'));
    expect(sent).toMatchObject([
      { requestId: 'attempt-1', body: input.body, call: 'POST /v1/user/7001/monetary-account/5/draft-payment' },
      { requestId: 'attempt-1', body: input.body },
    ]);
    expect(sent[0]?.token).not.toBe(sent[1]?.token);
  });

  it('says that nothing was sent when no turn can be had', async () => {
    const caller = client({ minIntervalMs: 30_000 }).consent('consent:1', 'access-token');
    await caller.session();
    liveTokens.clear();
    const failed = draftPayment.create(caller, input);
    await expect(failed).rejects.toBeInstanceOf(BunqSessionBusyError);
    await expect(failed).rejects.toBeInstanceOf(BunqNotSentError);
    await expect(failed).rejects.toMatchObject({ retryAt: expect.any(Date) });
    expect(sessionCalls()).toBe(1);
  });

  it('says that the consent is lost when bunq refuses the access token', async () => {
    const caller = client().consent('consent:1', 'access-token');
    await caller.session();
    liveTokens.clear();
    isRevoked = true;
    await expect(draftPayment.create(caller, input)).rejects.toBeInstanceOf(BunqConsentLostError);
    expect(await store.loadSession('consent:1')).toBeUndefined();
  });

  it('does not look refused when it was only the session that was', async () => {
    isRevoked = true;
    const failed = draftPayment.create(client().psp(), input);
    await expect(failed).rejects.toMatchObject({ name: 'BunqNotSentError', reason: 'session' });
  });

  it('is renewed too when bunq says so with 403', async () => {
    const caller = client().consent('consent:1', 'access-token');
    refusal = [403, 'Insufficient authentication.'];
    await expect(user.get(caller)).rejects.toMatchObject({ name: 'BunqApiError', status: 403 });
    expect(sessionCalls()).toBe(2);
  });

  it('does not burn turns on a missing right', async () => {
    const caller = client().consent('consent:1', 'access-token');
    refusal = [403, 'Insufficient authorisation.'];
    await expect(user.get(caller)).rejects.toMatchObject({ name: 'BunqApiError', status: 403 });
    expect(sessionCalls()).toBe(1);
  });
});

describe('the turns of session-server', () => {
  it('are kept apart over all owners', async () => {
    const one = client({ minIntervalMs: 200, maxWaitMs: 1_000 });
    const startedAt = performance.now();
    await Promise.all([one.sessionFor('consent:1', 'a'), one.sessionFor('consent:2', 'b')]);
    expect(performance.now() - startedAt).toBeGreaterThan(195);
    expect(sessionCalls()).toBe(2);
  });

  it('do not matter to a session that still lives', async () => {
    sessionTimeout = 10;
    const one = client({ minIntervalMs: 30_000 });
    const session = await one.sessionFor('consent:1', 'a');
    await store.saveSession('consent:1', { ...session, expiresAt: new Date(Date.now() + 500) });
    await expect(one.sessionFor('consent:1', 'a')).resolves.toMatchObject({ token: session.token });
  });

  it('stop being waited for at the deadline of the call', async () => {
    const one = client({ minIntervalMs: 5_000, maxWaitMs: 10_000 });
    await one.sessionFor('consent:1', 'a');
    const failed = user.get(one.consent('consent:2', 'b'), { deadlineMs: 100 });
    await expect(failed).rejects.toMatchObject({ name: 'BunqNotSentError', reason: 'deadline' });
  });
});
