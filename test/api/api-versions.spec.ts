import { firstApiVersion, latestApiVersion, type ApiVersion } from '@sluis/api-versions';
import { Partners } from '@sluis/partners';
import { toPublicId, Transactions } from '@sluis/persistence';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectShop, requestBody, type ConnectedShop } from '../payment-requests/support/connected-shop.js';
import { ensureBuilt } from '../support/api-process.js';
import { expectProblem } from '../support/problem.js';
import { sluis } from '../support/sluis.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

const path = '/v1/payment-requests';

describe('versions of the API', () => {
  let stack: Stack;
  let sql: Sql;
  let shop: ConnectedShop;
  let body: Record<string, unknown>;

  beforeAll(async () => {
    await ensureBuilt();
    stack = await startStack();
    sql = await Sql.open(stack.environment.database.url);
    shop = await connectShop(stack);
    body = requestBody(await stack.bank.createUser('A. Visser', '1000.00'));
  }, 180_000);
  afterAll(async () => {
    await sql.close();
    await stack.stop();
  });

  /** As a partner who was here before there were versions would. */
  const call = (method: 'get' | 'post', to: string, version?: string) => {
    const sent = request(stack.apiUrl)[method](to).set('Authorization', `Bearer ${shop.partner.key}`);
    return version === undefined ? sent : sent.set('Sluis-Version', version);
  };
  const create = (fields: object, version?: string, key: string = crypto.randomUUID()) =>
    call('post', path, version)
      .set('Idempotency-Key', key)
      .send({ ...body, ...fields });
  const pin = async (version: ApiVersion) => {
    const actor = { type: 'operator', id: 'test' } as const;
    await stack.api
      .get(Transactions)
      .run((tx) => stack.api.get(Partners).setApiVersion(tx, shop.partner.partnerId, version, actor));
    await until('the version to be heard', async () =>
      (await call('get', path)).headers['sluis-version'] === version ? true : undefined,
    );
  };

  it('are echoed; a new partner begins with the latest', async () => {
    await call('get', path).expect(200).expect('Sluis-Version', latestApiVersion);
    await call('get', path, firstApiVersion).expect(200).expect('Sluis-Version', firstApiVersion);
    await call('get', `${path}/preq_x`, firstApiVersion).expect(404).expect('Sluis-Version', firstApiVersion);
  });

  it.each(['2026-11-02', 'latest', '', `${firstApiVersion}, ${latestApiVersion}`])('refuse %j', async (version) => {
    const problem = expectProblem(await call('get', path, version), { status: 400, code: 'api_version_unknown' });
    expect(problem.detail).toContain(`${firstApiVersion}, ${latestApiVersion}`);
  });

  it('raise requests and lower answers, also of lists, repeated requests and events', async () => {
    const key = crypto.randomUUID();
    const old = await create({ address_required: 'billing' }, firstApiVersion, key).expect(201);
    expect(old.body).toMatchObject({ address_required: 'billing' });
    expect(old.body).not.toHaveProperty('requested_address');
    const { id } = old.body as { id: string };
    await shop.partner.waitFor(`${path}/${id}`, ['pending']);
    const again = await create({ address_required: 'billing' }, firstApiVersion, key).expect(201);
    expect(again.text).toBe(old.text);
    // The same thing said in another version is the same request.
    const inLatest = await create({ requested_address: 'billing' }, latestApiVersion, key).expect(201);
    expect(inLatest.headers['idempotent-replayed']).toBe('true');
    expect(inLatest.body).toMatchObject({ id, requested_address: 'billing' });

    for (const [version, shown, hidden] of [
      [firstApiVersion, 'address_required', 'requested_address'],
      [latestApiVersion, 'requested_address', 'address_required'],
    ] as const) {
      const one = await call('get', `${path}/${id}`, version).expect(200);
      const list = await call('get', path, version).expect(200);
      const listed = list.body.data.find((item: { id: string }) => item.id === id);
      // Events show a moment after their transaction.
      const event = await until('the event', async () => {
        const { body: page } = await call('get', '/v1/events?limit=100', version).expect(200);
        return (page.data as { id: string; data: { id: string } }[]).find(({ data }) => data.id === id);
      });
      const read = await call('get', `/v1/events/${event.id}`, version).expect(200);
      for (const resource of [one.body, listed, event.data, read.body.data]) {
        expect(resource).toMatchObject({ id, [shown]: 'billing' });
        expect(resource).not.toHaveProperty(hidden);
      }
      // What the bank still does to it may fall between two reads.
      const tag = await until('the same twice', async () => {
        const known = String((await call('get', `${path}/${id}`, version)).headers['etag']);
        const again = await call('get', `${path}/${id}`, version).set('If-None-Match', known);
        return again.status === 304 ? known : undefined;
      });
      await call('get', `${path}/${id}`, version === firstApiVersion ? latestApiVersion : firstApiVersion)
        .set('If-None-Match', tag)
        .expect(200);
    }
  });

  it('name fields at fault as they were sent, and do not know those of another version', async () => {
    expectProblem(await create({ address_required: 'home' }, firstApiVersion), {
      status: 400,
      code: 'request_invalid',
      pointer: '/address_required',
    });
    for (const [version, field] of [
      [firstApiVersion, 'requested_address'],
      [latestApiVersion, 'address_required'],
    ] as const) {
      const answer = await create({ [field]: 'billing' }, version);
      expectProblem(answer, { status: 400, code: 'request_invalid', pointer: `/${field}` });
      expect(answer.body.errors[0]).toMatchObject({ code: 'unknown_field' });
    }
  });

  it('hold a partner to the one it is pinned to, unless a request says otherwise', async () => {
    await pin(firstApiVersion);
    const { body: made } = await create({ address_required: 'shipping' }).expect(201);
    expect(made).toMatchObject({ address_required: 'shipping' });
    const { body: shown } = await call('get', `${path}/${made.id}`, latestApiVersion).expect(200);
    expect(shown).toMatchObject({ requested_address: 'shipping' });
    await pin(latestApiVersion);
    await create({ address_required: 'shipping' }).expect(400);
  });

  it('are set and shown by sluis partner version, on record', async () => {
    const { partnerId } = await stack.createPartner();
    const version = (...more: string[]) =>
      sluis(
        stack.environment.variables,
        'partner',
        'version',
        '--partner',
        toPublicId('partner', partnerId),
        '--json',
        ...more,
      );
    expect(JSON.parse((await version()).stdout)).toMatchObject({ version: latestApiVersion });
    expect(await version('--to', firstApiVersion)).toMatchObject({ code: 0 });
    expect(JSON.parse((await version()).stdout)).toMatchObject({ version: firstApiVersion, latest: latestApiVersion });
    expect(await version('--to', '2020-01-01')).toMatchObject({ code: 1 });
    const details = await sql.value(
      `SELECT details FROM audit_records WHERE partner_id = $1 AND action = 'partner.api_version_set'`,
      [partnerId],
    );
    expect(details).toEqual({ before: latestApiVersion, version: firstApiVersion });
  }, 120_000);
});
