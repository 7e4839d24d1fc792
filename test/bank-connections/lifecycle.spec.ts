import { fromPublicId, Transactions } from '@sluis/persistence';
import { BankConnections } from '@sluis/bank-connections';
import { payment } from '@sluis/bunq-client';
import request from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import {
  connectAtBank,
  connectByKey,
  createConnection,
  readConnection,
  startConnecting,
  waitForConnection,
} from '../support/connection-journey.js';
import { untilEventsShow } from '../support/events-shown.js';
import type { PartnerClient } from '../support/partner-client.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

type Partner = PartnerClient & { partnerId: string };

let stack: Stack;
let sql: Sql;

beforeAll(async () => {
  stack = await startStack({ withBusinessAccount: true });
  sql = await Sql.open(stack.environment.database.url);
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

afterEach(() => stack.bank.clearFaults());

async function shopWithPartner(): Promise<{ partner: Partner; shop: BankUser }> {
  return { partner: await stack.createPartner(), shop: await stack.bank.createUser('Koffie & Zo', '100.00') };
}

function disconnect(partner: PartnerClient, id: string) {
  return request(partner.apiUrl).delete(`/v1/bank-connections/${id}`).set('Authorization', `Bearer ${partner.key}`);
}

function uuidOf(id: string): string {
  const uuid = fromPublicId('bankConnection', id);
  if (uuid === undefined) throw new Error(`${id} is no connection`);
  return uuid;
}

async function storedSecrets(id: string) {
  const [row] = await sql.rows<{ secret: boolean; closing: boolean }>(
    `SELECT secret_sealed IS NOT NULL AS secret, closing_secret_sealed IS NOT NULL AS closing FROM bank_connections WHERE id = $1`,
    [uuidOf(id)],
  );
  return row;
}

async function eventTypes(partner: PartnerClient, id: string): Promise<string[]> {
  await untilEventsShow(stack.environment.database.url);
  const { data } = (await partner.get('/v1/events?limit=100').expect(200)).body as {
    data: { type: string; data: { id: string } }[];
  };
  return data
    .filter((event) => event.data.id === id)
    .map(({ type }) => type)
    .toReversed();
}

describe('a connection by a visit to the bank', () => {
  it('is active once the bank named its accounts, says what it can do, and leads back to the partner', async () => {
    const { partner, shop } = await shopWithPartner();
    const { id, pageUrl, browser, bankPage } = await startConnecting(partner);
    const back = await browser.open(await stack.bank.authorise(shop, bankPage));
    expect(back).toMatchObject({ status: 303, location: pageUrl });
    const active = await waitForConnection(partner, id, 'active');
    expect(active).toMatchObject({
      method: 'oauth',
      capabilities: ['payment_requests', 'payout_drafts'],
      authorisation_url: null,
    });
    expect(active.accounts).toMatchObject([{ iban: shop.iban, is_default: true }]);
    const { html } = await browser.open(`${pageUrl}?lang=en`);
    expect(html).toContain('Connected');
    expect(html).toContain(`bank_connection_id=${id}&amp;state=opaque`);
    expect(await eventTypes(partner, id)).toEqual(['bank_connection.awaiting_authorisation', 'bank_connection.active']);
  });

  it('goes to the bank through the ordinary app, not the licensed one', async () => {
    const { partner } = await shopWithPartner();
    const { bankPage } = await startConnecting(partner);
    const consent = await partner.post('/v1/consents', {
      type: 'payment_initiation',
      redirect_uri: partner.redirectUri,
    });
    const agreed = await new PayerBrowser().submit(String(consent.body.authorisation_url));
    const clientOf = (url: string) => new URL(url).searchParams.get('client_id');
    expect(clientOf(bankPage)).not.toBe(clientOf(agreed.location ?? ''));
  });

  it.each([
    ['another browser', (url: string) => new PayerBrowser().open(url)],
    [
      'a made-up state',
      (url: string) => new PayerBrowser().open(url.replace(/state=[^&]+/, `state=${'A'.repeat(43)}`)),
    ],
  ])('is not made by a return in %s; its own still works, once', async (_, attack) => {
    const { partner, shop } = await shopWithPartner();
    const { id, browser, bankPage } = await startConnecting(partner);
    const back = await stack.bank.authorise(shop, bankPage);
    expect((await attack(back)).status).toBe(400);
    expect((await readConnection(partner, id)).status).toBe('awaiting_authorisation');
    expect((await browser.open(back)).status).toBe(303);
    // Once more leads to where it stands, and changes nothing.
    expect((await browser.open(back)).status).toBe(303);
    await waitForConnection(partner, id, 'active');
  });

  it('takes no code that was given to the licensed app', async () => {
    const { partner, shop } = await shopWithPartner();
    const consent = await partner.post('/v1/consents', {
      type: 'payment_initiation',
      redirect_uri: partner.redirectUri,
    });
    const payer = new PayerBrowser();
    const agreed = await payer.submit(String(consent.body.authorisation_url));
    const foreign = new URL(await stack.bank.authorise(shop, agreed.location ?? '')).searchParams.get('code') ?? '';
    const { id, pageUrl, browser, bankPage } = await startConnecting(partner);
    const back = new URL(await stack.bank.authorise(shop, bankPage));
    back.searchParams.set('code', foreign);
    await browser.open(back.href);
    await until('the page to offer to start again', async () =>
      (await browser.open(`${pageUrl}?lang=en`)).html.includes('Please start again') ? true : undefined,
    );
    expect((await readConnection(partner, id)).status).toBe('awaiting_authorisation');
  });

  it('is rejected when they decline on our page or at the bank', async () => {
    const { partner, shop } = await shopWithPartner();
    const atBank = await startConnecting(partner);
    await atBank.browser.open(await stack.bank.authorise(shop, atBank.bankPage, 'deny'));
    await waitForConnection(partner, atBank.id, 'rejected');
    const here = await startConnecting(partner);
    await here.browser.submit(here.pageUrl, {}, `${here.pageUrl}/decline`);
    expect(await readConnection(partner, here.id)).toMatchObject({ status: 'rejected', authorisation_url: null });
  });

  it('expires when nobody follows the link', async () => {
    const { partner } = await shopWithPartner();
    const { id } = await startConnecting(partner);
    await sql.rows(`UPDATE bank_connections SET link_expires_at = now() WHERE id = $1`, [uuidOf(id)]);
    await sql.rows(`UPDATE outbox SET due_at = now() WHERE kind = 'bank_connections.expire' AND subject LIKE $1`, [
      `%${uuidOf(id)}`,
    ]);
    expect(await waitForConnection(partner, id, 'expired')).toMatchObject({ authorisation_url: null });
  });

  it('is lost when its owner ends it at the bank, without anybody asking us', async () => {
    const { partner, shop } = await shopWithPartner();
    const { id } = await connectAtBank(stack, partner, shop);
    await stack.bank.revoke(shop);
    expect(await waitForConnection(partner, id, 'lost')).toMatchObject({ status_reason: 'access_refused_by_bank' });
    expect(await storedSecrets(id)).toEqual({ secret: false, closing: false });
  });

  it('is not offered where the provider has no app at the bank', async () => {
    await sql.rows(`UPDATE bunq_contexts SET environment = 'away' WHERE environment = 'emulator/business'`);
    const { partner } = await shopWithPartner();
    const body = { method: 'oauth', redirect_uri: partner.redirectUri };
    expectProblem(await partner.post('/v1/bank-connections', body), {
      status: 422,
      code: 'connection_method_not_available',
    });
    await sql.rows(`UPDATE bunq_contexts SET environment = 'emulator/business' WHERE environment = 'away'`);
  });
});

describe('a connection by key', () => {
  it('is active once the bank knows the key, and can pay', async () => {
    const { partner, shop } = await shopWithPartner();
    const active = await connectByKey(partner, shop);
    expect(active.capabilities).toEqual(['payment_requests', 'incoming_payment_requests', 'payouts']);
    expect(active.accounts).toMatchObject([{ iban: shop.iban, is_default: true }]);
    expect(JSON.stringify(active)).not.toContain(shop.apiKey);
  });

  it('keeps the account’s id over connections and consents', async () => {
    const { partner, shop } = await shopWithPartner();
    const first = await connectByKey(partner, shop);
    await disconnect(partner, first.id).expect(200);
    const second = await connectByKey(partner, shop);
    expect(second.accounts[0]?.id).toBe(first.accounts[0]?.id);
  });

  it.each([
    ['a key the bank does not know', async () => 'sandbox_0000000000000000000000000000', 'access_refused_by_bank'],
  ] as const)('fails with %s', async (_, keyOf, reason) => {
    const { partner } = await shopWithPartner();
    const { id } = await createConnection(partner, { method: 'api_key', api_key: await keyOf() });
    expect(await waitForConnection(partner, id, 'failed')).toMatchObject({ status_reason: reason, accounts: [] });
    expect(await storedSecrets(id)).toEqual({ secret: false, closing: false });
  });

  it.each([
    ['refuses for its limit', '/v1/device-server', { status: 429 }],
    ['breaks off', '/v1/device-server', { drop: 'before' }],
    ['registers the key and does not say so', '/v1/device-server', { drop: 'after' }],
    ['signs wrongly', '/v1/session-server', { bad_signature: true }],
    ['does not show the accounts', '^/v1/user/\\d+/monetary-account', { status: 500 }],
  ])('is made all the same by a bank that %s', async (_, path, effect) => {
    const { partner, shop } = await shopWithPartner();
    await stack.bank.layFault({ path }, effect);
    expect((await connectByKey(partner, shop)).accounts).toMatchObject([{ iban: shop.iban }]);
  });

  it('leaves the key nowhere but sealed', async () => {
    const { partner, shop } = await shopWithPartner();
    await connectByKey(partner, shop);
    const secret = shop.apiKey;
    const stored: string[] = [];
    for (const table of [
      'bank_connections',
      'audit_records',
      'events',
      'idempotency_keys',
      'outbox',
      'bunq_sessions',
    ]) {
      stored.push((await sql.value<string>(`SELECT string_agg(t::text, chr(10)) FROM ${table} t`)) ?? '');
    }
    for (const text of stored) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });
});

describe('disconnecting', () => {
  it('destroys the secret at once and closes the session, keeps the evidence, and may be repeated', async () => {
    const { partner, shop } = await shopWithPartner();
    const { id } = await connectByKey(partner, shop);
    const ended = await disconnect(partner, id).expect(200);
    expect(ended.body).toMatchObject({ id, status: 'disconnected' });
    expect(await storedSecrets(id)).toEqual({ secret: false, closing: false });
    await until('the session to be gone', async () => {
      const open = await sql.value(`SELECT 1 FROM bunq_sessions WHERE owner = $1 AND session_sealed IS NOT NULL`, [
        `connection:${uuidOf(id)}`,
      ]);
      return open === undefined ? true : undefined;
    });
    expect(
      (await stack.bank.requests()).some(({ method, path }) => method === 'DELETE' && path.includes('/session/')),
    ).toBe(true);
    expect((await disconnect(partner, id).expect(200)).body).toEqual(ended.body);
    expect(await eventTypes(partner, id)).toEqual([
      'bank_connection.awaiting_authorisation',
      'bank_connection.active',
      'bank_connection.disconnected',
    ]);
    const actions = await sql.rows<{ action: string }>(
      `SELECT action FROM audit_records WHERE subject_id = $1 ORDER BY xact_id`,
      [id],
    );
    expect(actions.map(({ action }) => action)).toEqual([
      'bank_connection.awaiting_authorisation',
      'bank_connection.active',
      'bank_connection.disconnected',
    ]);
  });

  it('before the account was connected ends the visit too', async () => {
    const { partner, shop } = await shopWithPartner();
    const { id, browser, bankPage } = await startConnecting(partner);
    await disconnect(partner, id).expect(200);
    await browser.open(await stack.bank.authorise(shop, bankPage));
    await until('the visit to come to its end', async () =>
      (await sql.value(`SELECT 1 FROM outbox WHERE kind = 'bank_connections.complete' AND subject LIKE $1`, [
        `%${uuidOf(id)}`,
      ])) === undefined
        ? true
        : undefined,
    );
    expect((await readConnection(partner, id)).status).toBe('disconnected');
    expect(await storedSecrets(id)).toEqual({ secret: false, closing: false });
  });
});

describe('what capabilities are told', () => {
  const door = () => stack.api.get(BankConnections);
  const inTransaction = <T>(work: (tx: Parameters<Parameters<Transactions['run']>[0]>[0]) => Promise<T>) =>
    stack.api.get(Transactions).run(work);

  it('is the only connection that can do it, when none is named', async () => {
    const { partner, shop } = await shopWithPartner();
    const byKey = await connectByKey(partner, shop);
    await connectAtBank(stack, partner, shop);
    const require = (capability: 'payouts' | 'payment_requests', id?: string) =>
      inTransaction((tx) => door().requireUsable(tx, partner.partnerId, id, capability));
    expect((await require('payouts')).connection.id).toBe(uuidOf(byKey.id));
    await expect(require('payment_requests')).rejects.toMatchObject({ code: 'bank_connection_ambiguous' });
  });

  it('refuses what the connection cannot do, what is not active, and what is another partner’s', async () => {
    const { partner, shop } = await shopWithPartner();
    const atBank = await connectAtBank(stack, partner, shop);
    const require = (partnerId: string, id?: string) =>
      inTransaction((tx) => door().requireUsable(tx, partnerId, id, 'payouts'));
    await expect(require(partner.partnerId, uuidOf(atBank.id))).rejects.toMatchObject({
      code: 'bank_connection_incapable',
    });
    await expect(require(partner.partnerId)).rejects.toMatchObject({ code: 'bank_connection_not_usable' });
    const byKey = await connectByKey(partner, shop);
    const stranger = await stack.createPartner();
    await expect(require(stranger.partnerId, uuidOf(byKey.id))).rejects.toMatchObject({
      code: 'bank_connection_not_usable',
    });
    await disconnect(partner, byKey.id).expect(200);
    await expect(require(partner.partnerId, uuidOf(byKey.id))).rejects.toMatchObject({
      code: 'bank_connection_not_usable',
    });
    expect(await inTransaction((tx) => door().access(tx, partner.partnerId, uuidOf(byKey.id)))).toBeUndefined();
  });

  it('is a caller that acts in the partner’s name', async () => {
    const { partner, shop } = await shopWithPartner();
    const { id } = await connectByKey(partner, shop);
    const access = await inTransaction((tx) => door().access(tx, partner.partnerId, uuidOf(id)));
    if (!access) throw new Error('there is no access');
    const { items } = await payment.list(access.caller, { monetaryAccountId: access.bunqMonetaryAccountId });
    expect(items.map(({ description }) => description)).toEqual(['Opening balance']);
  });
});
