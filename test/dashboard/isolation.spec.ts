import { newId, toPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { paymentRequestBody } from '../api/partner-isolation/partner-routes.js';
import { storeConnectedAccount } from '../support/connected-account.js';
import { createConsent } from '../support/consent-journey.js';
import { startDashboardStack, type DashboardStack } from '../support/dashboard-stack.js';
import { paymentBody } from '../support/payment-journey.js';
import { bodyOf } from '../support/person-browser.js';
import { call, operationRoutes } from './operation-routes.js';

let stack: DashboardStack;
let partnerId: string;

beforeAll(async () => {
  stack = await startDashboardStack();
  ({ partnerId } = await stack.createPartner());
});

afterAll(() => stack.stop());

describe('what is another partner’s', () => {
  it('answers as what does not exist, on every route with an id', async () => {
    const other = await stack.createPartner();
    const ids = await thingsOf(other);
    const owner = await stack.person(partnerId, 'owner');
    const withIds = operationRoutes.filter(({ route }) => route.includes('{id}'));
    expect(withIds.length).toBeGreaterThan(15);
    for (const { route } of withIds) {
      const [, section = ''] = route.split(' ')[1]?.split('/') ?? [];
      const body = route.startsWith('PATCH') ? { status: 'disabled' } : {};
      const answer = await call(owner, route, ids[section], body);
      expect({ route, id: ids[section] !== undefined, status: answer.status }).toEqual({
        route,
        id: true,
        status: 404,
      });
    }
    // And none of it was touched.
    const [left] = await stack.sql.rows(
      `SELECT (SELECT count(*)::integer FROM api_keys WHERE partner_id = $1 AND revoked_at IS NULL) AS keys,
        (SELECT count(*)::integer FROM webhook_endpoints WHERE partner_id = $1 AND status = 'enabled' AND deleted_at IS NULL) AS endpoints,
        (SELECT count(*)::integer FROM partner_people WHERE partner_id = $1 AND removed_at IS NULL) AS people,
        (SELECT count(*)::integer FROM partner_passkeys WHERE partner_id = $1) AS passkeys,
        (SELECT count(*)::integer FROM partner_invitations WHERE partner_id = $1 AND withdrawn_at IS NULL) AS invitations,
        (SELECT count(*)::integer FROM redirect_uri_proposals WHERE partner_id = $1 AND status = 'proposed') AS proposals`,
      [other.partnerId],
    );
    expect(left).toEqual({ keys: 1, endpoints: 1, people: 2, passkeys: 1, invitations: 1, proposals: 1 });
  });

  it('is in no list, figure or search', async () => {
    const other = await stack.createPartner();
    const ids = await thingsOf(other);
    const owner = await stack.person(partnerId, 'owner');
    const lists = [
      '/payments',
      '/consents',
      '/requests',
      '/events',
      '/endpoints',
      '/keys',
      '/redirect-uris',
      '/people',
    ];
    for (const path of lists) {
      const text = await (await owner.get(path)).text();
      for (const id of Object.values(ids)) expect({ path, has: text.includes(id) }).toEqual({ path, has: false });
    }
    for (const query of [ids['payments'], ids['consents'], ids['requests'], ids['events'], 'reference-of-another']) {
      const found = await bodyOf(await owner.post('/search', { query }));
      expect(found).toMatchObject({ payments: [], consents: [], requests: [] });
    }
    const figures = z.object({ days: z.array(z.object({ open: z.number() })) }).parse(await owner.read('/overview'));
    expect(figures.days.reduce((sum, { open: count }) => sum + count, 0)).toBe(0);
  });
});

/** One of each, made by the partner itself or by its own people. */
async function thingsOf(client: Awaited<ReturnType<DashboardStack['createPartner']>>): Promise<Record<string, string>> {
  const otherId = client.partnerId;
  const person = await stack.person(otherId, 'owner');
  const created = async (path: string, body: unknown) =>
    z.object({ id: z.string() }).parse(await bodyOf(await person.post(path, body)));
  const endpoint = await created('/endpoints', { url: 'http://127.0.0.1:9/hook' });
  const { event_id: eventId } = z
    .object({ event_id: z.string() })
    .parse(await bodyOf(await person.post(`/endpoints/${endpoint.id}/test`)));
  const [key] = z.object({ data: z.array(z.object({ id: z.string() })) }).parse(await person.read('/keys')).data;
  const proposal = await created('/redirect-uris', { uri: 'https://other.example/back' });
  const invitation = await created('/people/invite', { name: 'Iris Invited', role: 'viewer' });
  const another = await stack.person(otherId, 'owner');
  await storeConnectedAccount(stack.sql, otherId);
  const request = z
    .object({ id: z.string() })
    .parse(
      (
        await client
          .post('/v1/payment-requests', { ...paymentRequestBody, reference: 'reference-of-another' })
          .expect(201)
      ).body,
    );
  const passkeyId = newId();
  const [personRow] = await stack.sql.rows<{ id: string }>(
    `SELECT id FROM partner_people WHERE partner_id = $1 ORDER BY id LIMIT 1`,
    [otherId],
  );
  await stack.sql.rows(
    `INSERT INTO partner_passkeys (partner_id, id, person_id, credential_id, public_key, sign_count, transports, name)
     VALUES ($1, $2, $3, sha256($4), '\\x00', 0, '{}', 'Key')`,
    [otherId, passkeyId, personRow?.id ?? null, passkeyId],
  );
  const payee = await stack.bank.createUser('Other payee');
  const payer = await stack.bank.createUser('Other payer');
  const payment = await client.createPayment({
    ...paymentBody(client, payee, payer),
    reference: 'reference-of-another',
  });
  return {
    payments: payment.id,
    consents: (await createConsent(client)).id,
    requests: request.id,
    events: eventId,
    endpoints: endpoint.id,
    keys: key?.id ?? '',
    'redirect-uris': proposal.id,
    invitations: invitation.id,
    people: another.personId,
    passkeys: toPublicId('passkey', passkeyId),
  };
}
