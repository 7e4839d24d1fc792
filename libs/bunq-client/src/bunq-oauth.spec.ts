import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BunqOauth } from './bunq-oauth.js';

let server: Server;
let tokenUrl: string;
let oauth: BunqOauth;
let reply: { status: number; body: string; type?: string };
let seen: { url: URL; body: string; headers: IncomingHttpHeaders }[] = [];

const input = { code: 'canary-code', redirectUri: 'https://tpp.example/cb?shop=1&x=%20' };

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '', tokenUrl);
      seen.push({ url, body: Buffer.concat(chunks).toString(), headers: request.headers });
      if (reply.status === 0) return request.socket.resetAndDestroy();
      return response.writeHead(reply.status, { 'content-type': reply.type ?? 'application/json' }).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  tokenUrl = `http://127.0.0.1:${address.port}/v1/token`;
  oauth = new BunqOauth({ ...options, tokenUrl, allowInsecureHttp: true });
});

const options = {
  authorizeUrl: 'https://oauth.bunq.test/auth',
  tokenUrl: 'http://unused.invalid',
  clientId: 'client',
  clientSecret: 'canary-secret/+',
  userAgent: 'spec',
};

afterEach(() => {
  seen = [];
});

afterAll(async () => {
  await oauth.close();
  await new Promise((resolve) => server.close(resolve));
});

describe('BunqOauth', () => {
  it('sends the PSU to the authorise page with exactly these parameters', () => {
    const url = new URL(oauth.authorizeUrl({ redirectUri: input.redirectUri, state: 's1' }));
    expect(url.origin + url.pathname).toBe('https://oauth.bunq.test/auth');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'client',
      redirect_uri: input.redirectUri,
      state: 's1',
    });
  });

  it('exchanges the code with the parameters in the query and no body', async () => {
    reply = { status: 200, body: '{"access_token":"the-token","token_type":"bearer","state":"s1"}' };
    await expect(oauth.exchangeCode({ ...input, state: 's1' })).resolves.toBe('the-token');
    expect(seen).toHaveLength(1);
    expect(seen[0]?.body).toBe('');
    expect(seen[0]?.headers).not.toHaveProperty('content-type');
    expect(Object.fromEntries(seen[0]?.url.searchParams ?? [])).toEqual({
      grant_type: 'authorization_code',
      code: input.code,
      redirect_uri: input.redirectUri,
      client_id: 'client',
      client_secret: 'canary-secret/+',
    });
  });

  it.each([
    [400, '{"error":"invalid_grant","error_description":"expired"}', 'invalid_grant'],
    [401, '{"error":"invalid_grant"}', 'invalid_grant'],
    [200, '{"access_token":"t","token_type":"bearer","state":"other"}', 'state_mismatch'],
  ])('is refused by %i %s', async (status, body, code) => {
    reply = { status, body };
    await expect(oauth.exchangeCode({ ...input, state: 's1' })).rejects.toMatchObject({
      name: 'BunqOauthRefusedError',
      code,
    });
  });

  it.each([
    [500, '{}', 'server_error'],
    [200, '<html>', 'unreadable'],
    [200, '{"token_type":"bearer"}', 'unreadable'],
    [400, '<html>', 'unreadable'],
    [302, '', 'unreadable'],
    [0, '', 'connection_broken'],
  ])('does not know the outcome of %i %j', async (status, body, reason) => {
    reply = { status, body };
    const failed = oauth.exchangeCode(input);
    await expect(failed).rejects.toMatchObject({ name: 'BunqOutcomeUnknownError', reason });
    await expect(failed).rejects.toThrow(/^(?!.*canary)/);
    expect(seen).toHaveLength(1);
  });

  it('was not sent when nobody answers the name', async () => {
    const elsewhere = new BunqOauth({ ...options, tokenUrl: 'https://bank.invalid/token' });
    await expect(elsewhere.exchangeCode(input)).rejects.toMatchObject({ name: 'BunqNotSentError', reason: 'connect' });
  });

  it('does not go over plain HTTP unless that is allowed', () => {
    expect(() => new BunqOauth({ ...options, tokenUrl })).toThrow(TypeError);
  });
});
