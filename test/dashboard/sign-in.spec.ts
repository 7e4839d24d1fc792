import { PartnerPeople } from '@sluis/partner-people';
import { fromPublicId, randomToken, Transactions, type Transaction } from '@sluis/persistence';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startDashboardStack, type DashboardStack } from '../support/dashboard-stack.js';
import { bodyOf, PersonBrowser } from '../support/person-browser.js';
import { until } from '../support/until.js';

let stack: DashboardStack;
let partnerId: string;

beforeAll(async () => {
  stack = await startDashboardStack({ overrides: { DASHBOARD_SESSION_IDLE_MS: '600000' } });
  ({ partnerId } = await stack.createPartner('Koffie & Zo'));
});

afterAll(() => stack.stop());

const tokenOf = (link: string) => link.split('#')[1] ?? '';

async function look(token: string, headers: Record<string, string> = {}): Promise<Response> {
  const stranger = new PersonBrowser(stack.dashboardUrl);
  return stranger.send('POST', '/invitations/look', { token }, { origin: stack.dashboardUrl, ...headers });
}

it('shows an invitation until it is used, withdrawn or too old, or its partner is suspended', async () => {
  const link = await stack.invite(partnerId, 'developer', 'Dirk');
  expect(link).toMatch(new RegExp(`^${stack.dashboardUrl}/dashboard/invitation#[\\w-]{43}$`));
  expect(await bodyOf(await look(tokenOf(link)))).toMatchObject({
    partner: 'Koffie & Zo',
    name: 'Dirk',
    role: 'developer',
  });
  const ends = [
    `UPDATE partner_invitations SET used_at = now()`,
    `UPDATE partner_invitations SET withdrawn_at = now() WHERE used_at IS NULL`,
    `UPDATE partner_invitations SET expires_at = now() - interval '1 second'`,
    `UPDATE partners SET status = 'suspended' WHERE name = 'Koffie & Zo'`,
  ];
  for (const end of ends) {
    const token = tokenOf(await stack.invite(partnerId, 'viewer'));
    expect((await look(token)).status).toBe(200);
    await stack.sql.rows(end);
    const refused = await look(token);
    expect(refused.status).toBe(404);
    expect((await bodyOf(refused))['code']).toBe('invitation_not_usable');
    await stack.sql.rows(`UPDATE partners SET status = 'active'`);
  }
  expect((await look(randomToken())).status).toBe(404);
  expect((await look('short')).status).toBe(400);
});

it('keeps no invitation, no name and no cookie where it does not belong', async () => {
  const link = await stack.invite(partnerId, 'owner', 'Very Personal Name');
  const person = await stack.person(partnerId, 'owner');
  await person.post('/search', { query: 'NL91ABNA0417164300' });
  expect((await person.post('/search', { query: 'x\u0000' })).status).toBe(400);
  const [audit] = await stack.sql.rows<{ text: string }>(
    `SELECT string_agg(row_to_json(a)::text, ' ') AS text FROM audit_records a WHERE partner_id = $1`,
    [partnerId],
  );
  expect(audit?.text).toContain('partner_invitation.made');
  expect(audit?.text).toContain('partner_person.searched');
  for (const personal of ['Very Personal Name', 'Somebody', 'NL91ABNA0417164300', tokenOf(link)])
    expect(audit?.text).not.toContain(personal);
  const [stored] = await stack.sql.rows<{ text: string }>(
    `SELECT string_agg(row_to_json(i)::text, ' ') AS text FROM partner_invitations i`,
  );
  expect(stored?.text).not.toContain(tokenOf(link));
});

it('takes no answer of a passkey that it did not ask this browser for', async () => {
  const answer = {
    id: 'AAAA',
    rawId: 'AAAA',
    type: 'public-key',
    response: { clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'AAAA' },
  };
  const stranger = new PersonBrowser(stack.dashboardUrl);
  const complete = (cookie: string) =>
    stranger.send('POST', '/sign-in/complete', { answer }, { origin: stack.dashboardUrl, cookie });
  const begun = await stranger.send('POST', '/sign-in/begin', {}, { origin: stack.dashboardUrl });
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  expect(begun.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Strict/);
  for (const sent of ['', `sluis-partner-sign-in-local=${randomToken()}`, cookie, cookie]) {
    const refused = await complete(sent);
    expect(refused.status).toBe(403);
    expect((await bodyOf(refused))['code']).toBe('passkey_refused');
    expect(refused.headers.getSetCookie().join()).not.toContain('sluis-partner-session');
  }
  // The question was used up by its first answer.
  expect(await stack.sql.value(`SELECT count(*)::integer FROM passkey_ceremonies`)).toBe(0);
});

it('ends a session that was idle, is too old, was signed out, or whose partner is suspended', async () => {
  const ends = [
    `UPDATE partner_sessions SET last_seen_at = now() - interval '11 minutes' WHERE ended_at IS NULL`,
    `UPDATE partner_sessions SET expires_at = now() WHERE ended_at IS NULL`,
    `UPDATE partners SET status = 'suspended' WHERE name = 'Koffie & Zo'`,
  ];
  for (const end of ends) {
    const person = await stack.person(partnerId, 'viewer');
    expect((await person.get('/overview')).status).toBe(200);
    await stack.sql.rows(end);
    expect({ end, status: (await person.get('/overview')).status }).toEqual({ end, status: 401 });
    await stack.sql.rows(`UPDATE partners SET status = 'active'`);
  }
  const person = await stack.person(partnerId, 'viewer');
  const out = await person.post('/sign-out');
  expect(out.status).toBe(204);
  expect(out.headers.getSetCookie()[0]).toMatch(/^sluis-partner-session-local=;/);
  expect((await person.get('/session')).status).toBe(401);
});

it('takes nothing that another site sends in somebody’s name', async () => {
  const person = await stack.person(partnerId, 'owner');
  const token = await person.formToken();
  const own = { origin: stack.dashboardUrl, 'sec-fetch-site': 'same-origin', 'x-form-token': token };
  expect((await person.send('POST', '/search', { query: 'x' }, own)).status).toBe(200);
  const other = await (await stack.person(partnerId, 'owner')).formToken();
  const forgeries: Record<string, string>[] = [
    { ...own, origin: 'https://evil.example' },
    { ...own, 'sec-fetch-site': 'cross-site' },
    { ...own, 'sec-fetch-site': 'same-site' },
    { ...own, 'x-form-token': other },
    { origin: stack.dashboardUrl },
  ];
  for (const forged of forgeries) {
    const refused = await person.send('POST', '/search', { query: 'x' }, forged);
    expect({ forged, status: refused.status }).toEqual({ forged, status: 403 });
    expect((await bodyOf(refused))['code']).toBe('person_request_refused');
  }
  expect((await person.get('/overview', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  // What begins a sign-in is nobody's yet, and still comes from the page alone.
  const strangers: Record<string, string>[] = [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }];
  for (const forged of strangers) {
    expect((await look(randomToken(), forged)).status).toBe(403);
  }
});

it('keeps the last owner', async () => {
  const { partnerId: small } = await stack.createPartner();
  const owner = await stack.person(small, 'owner');
  const last = await owner.post(`/people/${owner.personId}`, {}, 'DELETE');
  expect(last.status).toBe(409);
  expect((await bodyOf(last))['code']).toBe('last_owner_stays');
});

it('keeps one owner when two remove each other at once', async () => {
  const { partnerId: small } = await stack.createPartner();
  const people = stack.dashboard.get(PartnerPeople);
  const [one, two] = [await stack.person(small, 'owner'), await stack.person(small, 'owner')];
  const remove = (tx: Transaction, { personId }: PersonBrowser) =>
    people.remove(tx, small, fromPublicId('partnerPerson', personId) ?? '', { type: 'operator', id: 'test' });
  const transactions = stack.dashboard.get(Transactions);
  // The first has removed and not committed yet; the second may not count it any more.
  const second = await transactions.forPartner(small, async (tx) => {
    await remove(tx, one);
    const removal = transactions.forPartner(small, (other) => remove(other, two)).catch((error: unknown) => error);
    await until('the second to wait', async () => {
      const waiting = await stack.sql.value<number>(
        `SELECT count(*)::integer FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return (waiting ?? 0) > 0 || undefined;
    });
    return { removal };
  });
  expect(await second.removal).toMatchObject({ code: 'last_owner_stays' });
});

it('makes keys of the platform’s own mode, and a live one only for a partner that is live', async () => {
  const body = { name: 'Till', scopes: ['payments:read'] };
  const keySchema = z.object({ key: z.string(), id: z.string() });
  const owner = await stack.person(partnerId, 'owner');
  const developer = await stack.person(partnerId, 'developer');
  expect((await owner.post('/keys/live', body)).status).toBe(400);
  const { key, id } = keySchema.parse(await bodyOf(await developer.post('/keys/test', body)));
  expect(key).toMatch(/^sk_test_/);
  const asked = () => fetch(`${stack.apiUrl}/v1/payments`, { headers: { authorization: `Bearer ${key}` } });
  expect((await asked()).status).toBe(200);
  expect((await developer.post(`/keys/test/${id}/revoke`)).status).toBe(204);
  // What only reads remembers a key for a second.
  await until('the key to stop', async () => (await asked()).status === 401 || undefined);

  const live = await startDashboardStack({ overrides: { PLATFORM_MODE: 'live' } });
  try {
    const { partnerId: shop } = await live.createPartner();
    const [boss, builder] = [await live.person(shop, 'owner'), await live.person(shop, 'developer')];
    const made = keySchema.parse(await bodyOf(await boss.post('/keys/live', body)));
    expect(made.key).toMatch(/^sk_live_/);
    expect((await builder.post('/keys/live', body)).status).toBe(403);
    expect((await builder.post(`/keys/test/${made.id}/revoke`)).status).toBe(404);
    expect((await builder.post('/keys/test', body)).status).toBe(400);
    await live.sql.rows(`DELETE FROM api_keys WHERE partner_id = $1`, [shop]);
    expect((await boss.post('/keys/live', body)).status).toBe(400);
  } finally {
    await live.stop();
  }
});

it('holds up who tries too often', async () => {
  const statuses = [];
  for (let tries = 0; tries < 70; tries += 1) statuses.push((await look(randomToken())).status);
  expect(statuses.at(-1)).toBe(429);
});
