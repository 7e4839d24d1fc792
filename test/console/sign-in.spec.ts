import { randomUUID } from 'node:crypto';
import { SignJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { bodyOf, StaffBrowser } from '../support/staff-browser.js';

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
const cookieName = 'sluis-staff-session-local';

let stack: ConsoleStack;

beforeAll(async () => {
  stack = await startConsoleStack();
});

afterAll(() => stack.stop());

async function latestAudit(action: string) {
  const [row] = await stack.sql.rows<{ outcome: string; cause: string | null; actor_id: string | null }>(
    `SELECT outcome, cause, actor_id FROM audit_records WHERE action = $1 ORDER BY id DESC LIMIT 1`,
    [action],
  );
  return row;
}

describe('signing in', () => {
  it('leads through the provider back to the page that was asked for, and is audited', async () => {
    const browser = new StaffBrowser(stack.consoleUrl);
    const end = await browser.signIn('local-compliance', '/console/payments?status=executed');
    expect(`${end.pathname}${end.search}`).toBe('/console/payments?status=executed');
    const body = await browser.read('/session');
    expect(body).toMatchObject({ name: 'Coen Compliance', roles: ['compliance'] });
    expect(await latestAudit('staff.signed_in')).toEqual({ outcome: 'done', cause: null, actor_id: body.id });
  });

  it('keeps nothing in the database by which a copy of it would let somebody in', async () => {
    const browser = await stack.signIn('local-viewer');
    const cookie = browser.cookie(cookieName) ?? '';
    expect(cookie).toHaveLength(43);
    const rows = await stack.sql.rows<{ row: string }>(
      `SELECT s::text || m::text AS row FROM staff_sessions s JOIN staff_members m ON m.id = s.staff_id`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(cookie);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(cookie).toString('hex'));
  });

  it.each([
    ['no-role', 'role_missing'],
    ['no-second-factor', 'second_factor_missing'],
    ['nobody-we-know', 'provider_refused'],
  ])('turns %s away: %s', async (person, reason) => {
    const browser = new StaffBrowser(stack.consoleUrl);
    const end = await browser.signIn(person);
    expect(`${end.pathname}${end.search}`).toBe(`/console/signed-out?reason=${reason}`);
    expect(browser.cookie(cookieName)).toBeUndefined();
    expect(await latestAudit('staff.sign_in_refused')).toMatchObject({ outcome: 'refused', cause: reason });
  });

  it('turns away an answer in a browser that asked nothing, and one that comes twice', async () => {
    const browser = new StaffBrowser(stack.consoleUrl);
    const started = await browser.open(`${stack.consoleUrl}/console/sign-in`);
    const stranger = new StaffBrowser(stack.consoleUrl);
    const asked = new URL(started.headers.get('location') ?? '');
    // The stranger follows the same link, signs in, and brings the answer to a browser without the cookie.
    const page = await stranger.follow(asked.href);
    const end = await stranger.follow(page.href, {
      method: 'POST',
      body: new URLSearchParams({ person: 'local-admin' }),
    });
    expect(end.search).toBe('?reason=attempt_unknown');
    expect(stranger.cookie(cookieName)).toBeUndefined();

    const copy = browser.copy();
    const forged = `${stack.consoleUrl}/console/callback?code=x&state=${asked.searchParams.get('state')}&iss=${stack.provider.issuer}`;
    expect((await browser.follow(forged)).search).toBe('?reason=answer_invalid');
    expect((await copy.follow(forged)).search).toBe('?reason=attempt_unknown');
  });

  it('turns away an answer to another question', async () => {
    const browser = new StaffBrowser(stack.consoleUrl);
    await browser.open(`${stack.consoleUrl}/console/sign-in`);
    const other = `${stack.consoleUrl}/console/callback?code=x&state=another&iss=${stack.provider.issuer}`;
    expect((await browser.follow(other)).search).toBe('?reason=answer_invalid');
  });

  it.each(['//evil.example', 'https://evil.example', '/console/..\\evil', '/pay/x', '/console//evil.example@x'])(
    'comes back to the console, never to %s',
    async (returnTo) => {
      const end = await new StaffBrowser(stack.consoleUrl).signIn('local-viewer', returnTo);
      expect(end.origin).toBe(stack.consoleUrl);
      expect(end.pathname).toMatch(/^\/console/);
    },
  );

  it('asks with PKCE, a nonce and a state that differ every time', async () => {
    const ask = async () => {
      const answer = await new StaffBrowser(stack.consoleUrl).open(`${stack.consoleUrl}/console/sign-in`);
      return new URL(answer.headers.get('location') ?? '').searchParams;
    };
    const [one, other] = [await ask(), await ask()];
    expect(one.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one.get(name)).toMatch(/^[\w-]{43}$/);
      expect(one.get(name)).not.toBe(other.get(name));
    }
  });
});

describe('a session', () => {
  it('ends when signed out, for every copy of its cookie, and says where the provider ends its own', async () => {
    const browser = await stack.signIn('local-operator');
    const copy = browser.copy();
    const answer = await browser.post('/sign-out');
    expect(answer.status).toBe(200);
    expect(String((await bodyOf(answer))['provider_url'])).toContain(`${stack.provider.issuer}/session/end`);
    expect((await copy.get('/session')).status).toBe(401);
    expect(await latestAudit('staff.signed_out')).toMatchObject({ cause: 'signed_out' });
  });

  it.each([
    ['idle', `last_seen_at = now() - interval '16 minutes'`],
    ['too_old', `expires_at = now() - interval '1 second'`],
  ])('ends by time: %s', async (reason, change) => {
    const browser = await stack.signIn('local-viewer');
    await stack.sql.rows(`UPDATE staff_sessions SET ${change} WHERE ended_at IS NULL`);
    expect((await browser.get('/session')).status).toBe(401);
    expect(await latestAudit('staff.signed_out')).toMatchObject({ cause: reason });
    expect((await browser.get('/session')).status).toBe(401);
  });

  it('is new with every sign-in, and the old one is over', async () => {
    const browser = await stack.signIn('local-viewer');
    const old = browser.copy();
    await browser.signIn('local-viewer');
    expect(browser.cookie(cookieName)).not.toBe(old.cookie(cookieName));
    expect((await browser.get('/session')).status).toBe(200);
    expect((await old.get('/session')).status).toBe(401);
  });

  it('changes nothing for another site: without its token, with a wrong one, or from elsewhere', async () => {
    const browser = await stack.signIn('local-viewer');
    const token = await browser.formToken();
    const own = { origin: stack.consoleUrl, 'sec-fetch-site': 'same-origin', 'x-form-token': token };
    const { 'x-form-token': _, ...without } = own;
    const forged: Record<string, string>[] = [
      without,
      { ...own, 'x-form-token': 'x'.repeat(43) },
      { ...own, origin: 'https://evil.example' },
      { ...own, 'sec-fetch-site': 'cross-site' },
      { ...own, 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of forged) {
      const answer = await browser.open(`${stack.consoleUrl}/console/api/sign-out`, { method: 'POST', headers });
      expect({ headers, code: (await bodyOf(answer))['code'] }).toEqual({ headers, code: 'staff_request_refused' });
    }
    expect((await browser.get('/session')).status).toBe(200);
  });

  it('has a cookie that scripts cannot read and other sites do not send', async () => {
    const browser = new StaffBrowser(stack.consoleUrl);
    const seen: string[] = [];
    const open = browser.open.bind(browser);
    browser.open = async (url, request) => {
      const answer = await open(url, request);
      seen.push(...answer.headers.getSetCookie());
      return answer;
    };
    await browser.signIn('local-viewer');
    const cookie = seen.find((set) => set.startsWith(cookieName));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).toMatch(/Path=\//);
    expect(cookie).not.toMatch(/Domain|Max-Age|Expires/);
  });
});

describe('the provider from behind', () => {
  interface Changes {
    claims?: Record<string, unknown>;
    typ?: string;
    key?: CryptoKey;
    issuer?: string;
    audience?: string;
    at?: number;
  }

  async function personOf(browser: StaffBrowser): Promise<{ subject: string; session: string }> {
    const { id } = await browser.read('/session');
    const [row] = await stack.sql.rows<{ subject: string; session: string; name: string }>(
      `SELECT m.subject, s.provider_session AS session FROM staff_sessions s JOIN staff_members m ON m.id = s.staff_id
       WHERE s.ended_at IS NULL ORDER BY s.signed_in_at DESC LIMIT 1`,
    );
    expect(id).toMatch(/^stf_/);
    if (!row) throw new Error('nobody is signed in');
    return row;
  }

  async function tokenFor(session: string | undefined, changes: Changes = {}): Promise<string> {
    const at = changes.at ?? Math.floor(Date.now() / 1000);
    return new SignJWT({ sid: session, events: { [logoutEvent]: {} }, ...changes.claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'local', typ: changes.typ ?? 'logout+jwt' })
      .setIssuer(changes.issuer ?? stack.provider.issuer)
      .setAudience(changes.audience ?? stack.provider.clientId)
      .setIssuedAt(at)
      .setExpirationTime(at + 120)
      .setJti(randomUUID())
      .sign(changes.key ?? stack.provider.privateKey);
  }

  function send(token: string): Promise<Response> {
    const body = new URLSearchParams({ logout_token: token });
    return fetch(`${stack.consoleUrl}/console/back-channel-logout`, { method: 'POST', body });
  }

  it('ends the session that it names, once per token', async () => {
    const browser = await stack.signIn('local-admin');
    const other = await stack.signIn('local-admin');
    const { session } = await personOf(other);
    const token = await tokenFor(session);
    expect((await send(token)).status).toBe(200);
    expect((await other.get('/session')).status).toBe(401);
    expect((await browser.get('/session')).status).toBe(200);
    expect(await latestAudit('staff.signed_out')).toMatchObject({ cause: 'provider', actor_id: null });
    expect((await send(token)).status).toBe(400);
  });

  it('ends all sessions of a person without naming one', async () => {
    const [one, other] = [await stack.signIn('local-admin'), await stack.signIn('local-admin')];
    const { subject } = await personOf(one);
    expect((await send(await tokenFor(undefined, { claims: { sub: subject } }))).status).toBe(200);
    expect((await one.get('/session')).status).toBe(401);
    expect((await other.get('/session')).status).toBe(401);
  });

  it('ends nothing by a token that is not quite right', async () => {
    const browser = await stack.signIn('local-admin');
    const { session } = await personOf(browser);
    const { privateKey } = await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
      true,
      ['sign', 'verify'],
    );
    const wrong: Changes[] = [
      { key: privateKey },
      { issuer: 'https://evil.example' },
      { audience: 'another client' },
      { at: Math.floor(Date.now() / 1000) - 600 },
      { typ: 'at+jwt' },
      { claims: { nonce: 'an ID token has one' } },
      { claims: { events: {} } },
      { claims: { sid: undefined } },
    ];
    for (const changes of wrong) expect((await send(await tokenFor(session, changes))).status).toBe(400);
    expect((await send('no token')).status).toBe(400);
    expect((await browser.get('/session')).status).toBe(200);
  });

  it('is heard when somebody signs out at the provider itself', async () => {
    const browser = await stack.signIn('local-viewer');
    const { provider_url: url } = await bodyOf(await browser.copy().post('/sign-out'));
    const again = await stack.signIn('local-viewer');
    expect((await again.get('/session')).status).toBe(200);
    const page = await again.open(String(url));
    const form = await page.text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(form)?.[1] ?? '';
    await again.open(`${stack.provider.issuer}/session/end/confirm`, {
      method: 'POST',
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    });
    expect((await again.get('/session')).status).toBe(401);
  });
});

describe('the port of the console', () => {
  it('says that it answers', async () => {
    const answer = await fetch(`${stack.consoleUrl}/healthz`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('lets an address begin so many sign-ins and no more, and says so on its page', async () => {
    const begin = async () => {
      const answer = await fetch(`${stack.consoleUrl}/console/sign-in`, { redirect: 'manual' });
      expect(answer.status).toBe(303);
      return answer.headers.get('location') ?? '';
    };
    const refusal = '/console/signed-out?reason=too_many_tries';
    const tries = [];
    for (let made = 0; made < 61; made += 1) tries.push(await begin());
    expect(tries.at(-1)).toBe(refusal);
    // Coming back is counted by itself.
    const { status, headers } = await fetch(`${stack.consoleUrl}/console/callback?code=x&state=y`, {
      redirect: 'manual',
    });
    expect([status, headers.get('location')]).toEqual([303, '/console/signed-out?reason=attempt_unknown']);
  });
});
