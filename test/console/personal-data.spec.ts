import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SealingKey, verifyDatabase } from '@sluis/audit';
import { ConsentTidying } from '@sluis/consents';
import { whatIsWrong } from '@sluis/personal-data';
import { fromPublicId, newId, toPublicId, Transactions } from '@sluis/persistence';
import { DeliveryLogTidying } from '@sluis/webhooks';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConsentJourneys } from '../consents/support/consent-journeys.js';
import type { BankUser } from '../support/bank-control.js';
import { ensureBuilt } from '../support/api-process.js';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { agreePayment, authorisePayment, giveConsent } from '../support/payers.js';
import { executedPayment } from '../support/payment-journey.js';
import { sluis } from '../support/sluis.js';
import { bodyOf, type StaffBrowser } from '../support/staff-browser.js';
import { until } from '../support/until.js';

let stack: ConsoleStack;
let compliance: StaffBrowser;
let admin: StaffBrowser;
let payer: BankUser;
let shop: BankUser;
let paymentId: string;
let consentId: string;
let readingId: string;
let keys: Map<string, string>;

beforeAll(async () => {
  stack = await startConsoleStack({ withWorker: true, overrides: { VIEWER_HASH_RETENTION_DAYS: '30' } });
  const { publicKeyPem, id } = SealingKey.of(
    Buffer.from(stack.environment.variables['AUDIT_SEALING_KEY'] ?? '', 'base64'),
  );
  keys = new Map([[id, publicKeyPem]]);
  payer = await stack.bank.createUser('Willemijn Żółć-Visser', '100.00');
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  paymentId = await executedPayment(stack, payer, shop);
  const consenting = await giveConsent(stack, payer, stack.partner, { psu_reference: 'customer-77' });
  consentId = consenting.consentId;
  const second = await agreePayment(stack, 'draft', consenting, { creditor: shop });
  await authorisePayment(stack, second);
  await stack.partner.waitFor(`/v1/payments/${second.id}`, ['executed']);
  const journeys = new ConsentJourneys(stack);
  readingId = (await journeys.authorised(payer, 'account_information')).id;
  await until('movements to be read', async () =>
    (await stack.sql.value<number>(`SELECT count(*)::integer FROM account_transactions`)) ? true : undefined,
  );
  compliance = await stack.signIn('local-compliance');
  admin = await stack.signIn('local-admin');
}, 60_000);

afterAll(() => stack.stop());

const requestSchema = z.looseObject({
  id: z.string(),
  person: z.string(),
  status: z.string(),
  due_at: z.string(),
  approval: z.string().nullable(),
  found: z.array(z.looseObject({ id: z.string(), rows: z.number() })),
  outcome: z
    .object({
      erased: z.array(z.looseObject({ id: z.string(), rows: z.number() })),
      kept: z.array(z.looseObject({ id: z.string(), rows: z.number(), until: z.string().nullable() })),
    })
    .nullable(),
});
const holdSchema = z.looseObject({ id: z.string(), things: z.number() });
const runSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  approval: z.string().nullable(),
  classes: z.array(z.looseObject({ id: z.string(), due: z.number(), held: z.number(), deleted: z.number() })),
});
const caseOf = (letter: string) => `${letter}-${newId().slice(-12)}`;
const today = () => new Date().toISOString().slice(0, 10);
const uuidOf = (kind: 'payment' | 'consent', id: string) => fromPublicId(kind, id) ?? '';

function asked(kind: 'access' | 'erasure', identifier: { kind: string; value: string }, changes: object = {}) {
  return { kind, identifier, received_on: today(), reason: 'data_subject', case_reference: caseOf('D'), ...changes };
}

async function enter(kind: 'access' | 'erasure', identifier: { kind: string; value: string }, changes: object = {}) {
  const answer = await compliance.post('/data-requests', asked(kind, identifier, changes));
  expect(answer.status).toBe(201);
  return requestSchema.parse(await answer.json());
}

/** As the page of approvals does. */
const approve = (change: string | null, browser: StaffBrowser) =>
  browser.post(`/changes/${change}/approve`, { reason: 'looked at it' });
const take = (id: string, step: object, browser = compliance) => browser.post(`/data-requests/${id}/steps`, step);
const waitFor = (id: string, status: string) =>
  until(`the request to be ${status}`, async () => {
    const request = requestSchema.parse(await compliance.read(`/data-requests/${id}`));
    return request.status === status ? request : undefined;
  });

async function hold(subject: string) {
  const fields = { subject, reason: 'supervisor', case_reference: caseOf('H') };
  const answer = await compliance.post('/legal-holds', fields);
  expect(answer.status).toBe(201);
  return holdSchema.parse(await answer.json());
}

const release = (id: string) => compliance.post(`/legal-holds/${id}/release`);

/** Of a trail that is sealed to its end, and stood still while it was read. */
async function auditFindings() {
  const transactions = stack.api.get(Transactions);
  const heads = () => stack.sql.value<number>(`SELECT max(number)::integer FROM audit_heads`);
  return until('everything to be sealed', async () => {
    const before = await heads();
    const { findings, unsealed } = await verifyDatabase(transactions, keys);
    return unsealed === 0 && before === (await heads()) ? findings : undefined;
  });
}

describe('a person who asks what is known of them', () => {
  it('is told everything, in words and as data, with what art. 15 asks', async () => {
    const { id } = await enter('access', { kind: 'iban', value: payer.iban });
    const ready = await waitFor(id, 'ready');
    expect(Object.fromEntries(ready.found.map((found) => [found.id, found.rows]))).toMatchObject({
      payments: 2,
      consents: 2,
      accounts: 1,
      transactions: expect.any(Number),
    });
    const file = await compliance.get(`/data-requests/${id}/file`);
    expect(file.headers.get('content-type')).toBe('application/zip');
    const files = unzipSync(new Uint8Array(await file.arrayBuffer()));
    const answer = JSON.parse(strFromU8(files['answer.json'] ?? new Uint8Array()));
    const payments = answer.found.find((found: { id: string }) => found.id === 'payments');
    expect(payments).toMatchObject({
      purpose: expect.stringContaining('art. 6(1)(c)'),
      recipients: expect.stringContaining('bunq'),
      kept: expect.any(String),
      source: expect.any(String),
      items: expect.arrayContaining([
        expect.objectContaining({
          id: paymentId,
          application: 'Koffie & Zo',
          kept_until: `${new Date().getUTCFullYear() + 7}-12-31`,
          item: expect.objectContaining({ debtor_iban: payer.iban, amount: 'EUR 12.50' }),
        }),
      ]),
    });
    const page = strFromU8(files['answer.html'] ?? new Uint8Array());
    for (const text of [payer.iban, 'customer-77', 'Koffie &amp; Zo', 'Autoriteit Persoonsgegevens'])
      expect(page).toContain(text);
    expect((await compliance.get(`/data-requests/${id}/file`)).status).toBe(200);
    expect((await take(id, { step: 'close' })).status).toBe(200);
    expect((await compliance.get(`/data-requests/${id}/file`)).status).toBe(404);
  });

  it('is found by the number of the bank’s user too, and the answer lies sealed', async () => {
    const { id, person } = await enter('access', { kind: 'bank_user', value: String(payer.userId) });
    const { found } = await waitFor(id, 'ready');
    expect(found.find((one) => one.id === 'consents')?.rows).toBe(2);
    const rows = await stack.sql.rows<{ text: string }>(
      `SELECT encode(file_sealed, 'escape') AS text FROM data_requests WHERE file_sealed IS NOT NULL UNION ALL SELECT encode(identifier_sealed, 'escape') FROM data_subjects`,
    );
    for (const { text } of rows)
      for (const plain of [payer.iban, 'Visser', 'answer.json']) expect(text).not.toContain(plain);
    expect(person).toMatch(/^dsu_/);
  });

  it('gets nothing of anybody else, and a month', async () => {
    const nobody = await enter('access', { kind: 'email', value: 'nobody@example.org' }, { received_on: '2026-01-31' });
    expect(nobody).toMatchObject({ found: [], due_at: '2026-02-28T23:00:00.000Z', is_overdue: true });
    const { data } = await compliance.read('/data-requests?list=overdue');
    expect(data).toEqual(expect.arrayContaining([expect.objectContaining({ id: nobody.id })]));
    expect((await take(nobody.id, { step: 'extend' })).status).toBe(400);
    const later = await enter('access', { kind: 'phone', value: '+31612345678' });
    const extended = await bodyOf(await take(later.id, { step: 'extend' }));
    expect(extended).toMatchObject({ is_extended: true });
    expect(String(extended['due_at']) > later.due_at).toBe(true);
    for (const identifier of [
      { kind: 'iban', value: 'NL00BUNQ0000000000' },
      { kind: 'email', value: 'nobody' },
      { kind: 'phone', value: '0612345678' },
      { kind: 'bank_user', value: '-1' },
    ])
      expect((await compliance.post('/data-requests', asked('access', identifier))).status).toBe(400);
  });
});

describe('a legal hold', () => {
  it('keeps what time would have taken, until it is released', async () => {
    const consent = uuidOf('consent', readingId);
    const held = await hold(readingId);
    expect(held.things).toBe(1);
    expect(
      (await compliance.post('/legal-holds', { subject: readingId, reason: 'fraud', case_reference: 'no good' }))
        .status,
    ).toBe(400);
    await stack.partner.post(`/v1/consents/${readingId}/revoke`).expect(200);
    await stack.sql.rows(`UPDATE consents SET ended_at = now() - interval '31 days' WHERE id = $1`, [consent]);
    await stack.sql.rows(
      `UPDATE consent_presentations SET last_shown_at = now() - interval '31 days' WHERE consent_id = $1`,
      [consent],
    );
    await stack.api.get(ConsentTidying).run('viewer_hashes');
    const feed = await stack.sql.value<string>(`SELECT id FROM account_feeds WHERE consent_id = $1`, [consent]);
    await until('the feed to be left for tomorrow', async () =>
      (await stack.sql.value<boolean>(
        `SELECT due_at > now() + interval '20 hours' FROM outbox WHERE kind = 'accounts.sync' AND subject LIKE '%' || $1`,
        [feed ?? ''],
      ))
        ? true
        : undefined,
    );
    const left = async () => {
      const [row] = await stack.sql.rows(
        `SELECT (SELECT count(*)::integer FROM account_transactions WHERE feed_id = $2) > 0 AS movements,
           EXISTS (SELECT FROM consent_presentations WHERE consent_id = $1 AND ip_hash IS NOT NULL) AS viewers`,
        [consent, feed ?? ''],
      );
      return row;
    };
    expect(await left()).toEqual({ movements: true, viewers: true });
    expect((await release(held.id)).status).toBe(200);
    expect((await release(held.id)).status).toBe(404);
    await stack.sql.rows(`UPDATE outbox SET due_at = now() WHERE kind = 'accounts.sync' AND subject LIKE '%' || $1`, [
      feed ?? '',
    ]);
    await stack.api.get(ConsentTidying).run('viewer_hashes');
    await until('the movements to be deleted', async () =>
      (await left())?.['movements'] === false ? true : undefined,
    );
    expect(await left()).toEqual({ movements: false, viewers: false });
    const steps = await stack.sql.rows(
      `SELECT details->>'step' AS step, actor_id FROM audit_records WHERE subject_id = $1 ORDER BY id`,
      [held.id],
    );
    expect(steps.map(({ step }) => step)).toEqual(['placed', 'released']);
  });

  it('keeps what receivers of webhooks answered', async () => {
    const endpoint = await stack.partner
      .post('/v1/webhook-endpoints', { url: 'https://shop.example/hooks', event_types: ['*'] })
      .expect(201);
    const partner = await stack.sql.value<string>(`SELECT partner_id FROM payments LIMIT 1`);
    const delivery = newId();
    await stack.sql.rows(
      `INSERT INTO webhook_deliveries (partner_id, id, event_id, endpoint_id, event_type, body, status)
       SELECT partner_id, $1::uuid, id, $2::uuid, type, body, 'delivered' FROM events WHERE resource_id = $3 LIMIT 1`,
      [delivery, fromPublicId('webhookEndpoint', endpoint.body.id) ?? '', uuidOf('payment', paymentId)],
    );
    await stack.sql.rows(
      `INSERT INTO webhook_delivery_attempts (partner_id, delivery_id, number, attempted_at, duration_ms, response_excerpt)
       VALUES ($1, $2, 1, now() - interval '40 days', 5, 'thank you')`,
      [partner ?? '', delivery],
    );
    const excerpt = () =>
      stack.sql.value(`SELECT response_excerpt FROM webhook_delivery_attempts WHERE delivery_id = $1`, [delivery]);
    const held = await hold(paymentId);
    await stack.api.get(DeliveryLogTidying).run();
    expect(await excerpt()).toBe('thank you');
    await release(held.id);
    await stack.api.get(DeliveryLogTidying).run();
    expect(await excerpt()).toBeNull();
  });
});

describe('a person who asks to be erased', () => {
  it('is erased by two people, as far as the law lets it, and the trail still holds', async () => {
    const partner = await stack.sql.value<string>(`SELECT partner_id FROM payments LIMIT 1`);
    await stack.sql.rows(
      `INSERT INTO payee_names (partner_id, iban, name, seen_at) VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING`,
      [partner ?? '', payer.iban, payer.name],
    );
    const { id, person, approval } = await enter('erasure', { kind: 'iban', value: payer.iban });
    expect((await bodyOf(await approve(approval, compliance)))['code']).toBe('change_refused');
    expect((await take(id, { step: 'refuse', refusal: 'not_the_person' })).status).toBe(400);
    const held = await hold(person);
    expect(held.things).toBe(4);
    expect((await bodyOf(await approve(approval, admin)))['code']).toBe('change_refused');
    expect(await admin.read(`/data-requests/${id}`)).toMatchObject({ is_held: true, status: 'waiting' });
    await release(held.id);
    await expect(
      stack.sql.rows(`UPDATE data_requests SET decided_by = asked_by, decided_at = now() WHERE id = $1`, [
        fromPublicId('dataRequest', id) ?? '',
      ]),
    ).rejects.toThrow('data_requests_four_eyes');

    const { id: unfetched } = await enter('access', { kind: 'iban', value: payer.iban });
    await waitFor(unfetched, 'ready');
    expect((await approve(approval, admin)).status).toBe(204);
    const { outcome, found } = await waitFor(id, 'done');
    expect(found).toEqual([]);
    expect(Object.fromEntries((outcome?.erased ?? []).map((one) => [one.id, one.rows]))).toMatchObject({
      payee_names: 1,
      pages: expect.any(Number),
    });
    const nextYear = new Date().getUTCFullYear() + 7;
    expect(outcome?.kept).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'payments', rows: 2, until: `${nextYear}-12-31` }),
        // One is in force, so that nobody knows yet until when.
        expect.objectContaining({ id: 'consents', rows: 2, until: null }),
      ]),
    );
    // What a payer saw of the consent that ended is gone; of the one in force it is not.
    const pages = await stack.sql.rows(
      `SELECT DISTINCT consent_id = $1 AS ended, html_sealed IS NULL AS erased FROM consent_renders
       WHERE consent_id IN ($1, $2) ORDER BY ended`,
      [uuidOf('consent', readingId), uuidOf('consent', consentId)],
    );
    expect(pages).toEqual([
      { ended: false, erased: false },
      { ended: true, erased: true },
    ]);
    const subject = fromPublicId('dataSubject', person) ?? '';
    expect(
      await stack.sql.rows(
        `SELECT lookup_hash, identifier_sealed, (SELECT count(*)::integer FROM data_subject_keys k WHERE k.subject_id = data_subjects.id) AS keys
         FROM data_subjects WHERE id = $1`,
        [subject],
      ),
    ).toEqual([{ lookup_hash: null, identifier_sealed: null, keys: 0 }]);
    expect(await stack.sql.value(`SELECT count(*)::integer FROM payee_names WHERE iban = $1`, [payer.iban])).toBe(0);
    expect(await compliance.read(`/data-requests/${unfetched}`)).toMatchObject({ status: 'ready', identifier: null });
    const file = await compliance.get(`/data-requests/${unfetched}/file`);
    expect([file.status, JSON.stringify(await file.json())]).toEqual([
      400,
      expect.stringContaining('The person was erased on another request, and this answer with them'),
    ]);
    // Its dossier still shows.
    expect(await compliance.read(`/consents/${readingId}`)).toMatchObject({ presentations: expect.any(Array) });
    expect(
      (await compliance.post(`/consents/${readingId}/reveal`, { reason: 'complaint', case_reference: 'K-1' })).status,
    ).toBe(200);
    expect(await auditFindings()).toEqual([]);
  });

  it('can take it back, or be refused by another person, on record', async () => {
    const first = await enter('erasure', { kind: 'email', value: 'somebody@example.org' });
    expect(await bodyOf(await take(first.id, { step: 'refuse', refusal: 'withdrawn' }))).toMatchObject({
      status: 'refused',
    });
    const second = await enter('erasure', { kind: 'email', value: 'somebody@example.org' });
    expect(second.person).toBe(first.person);
    expect(await bodyOf(await take(second.id, { step: 'refuse', refusal: 'nothing_found' }, admin))).toMatchObject({
      status: 'refused',
      decided_by: expect.stringContaining('Ad'),
    });
    expect((await bodyOf(await approve(second.approval, admin)))['code']).toBe('change_refused');
  });
});

describe('a retention run', () => {
  it('deletes what was kept long enough, when two people said so, and certifies it', async () => {
    const nine = `interval '9 years'`;
    const old = uuidOf('payment', paymentId);
    const kept = toPublicId(
      'payment',
      (await stack.sql.value<string>(`SELECT id FROM payments WHERE id <> $1`, [old])) ?? '',
    );
    await stack.sql.rows(`UPDATE payments SET updated_at = updated_at - ${nine}`);
    await stack.sql.rows(`UPDATE bank_answers SET received_at = received_at - ${nine}`).catch(() => undefined);
    const held = await hold(kept);
    const dry = await compliance.read('/retention-runs/dry');
    expect(dry['data']).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 'payments', due: 1, held: 1, needed: 0 })]),
    );
    const answer = await compliance.post('/retention-runs', { case_reference: caseOf('R') });
    expect(answer.status).toBe(201);
    const { id } = runSchema.parse(await answer.json());
    const { approval } = runSchema.parse(await compliance.read(`/retention-runs/${id}`));
    expect((await compliance.post('/retention-runs', { case_reference: caseOf('R') })).status).toBe(400);
    expect((await bodyOf(await approve(approval, compliance)))['code']).toBe('change_refused');
    expect((await compliance.get(`/retention-runs/${id}/certificate`)).status).toBe(404);
    expect((await approve(approval, admin)).status).toBe(204);
    const done = await until('the run to end', async () => {
      const run = runSchema.parse(await compliance.read(`/retention-runs/${id}`));
      return run.status === 'done' ? run : undefined;
    });
    expect(done.classes.find((one) => one.id === 'payments')).toMatchObject({ due: 1, deleted: 1, held: 1 });
    await stack.partner.get(`/v1/payments/${paymentId}`).expect(404);
    await stack.partner.get(`/v1/payments/${kept}`).expect(200);
    for (const [table, column] of [
      ['payment_transitions', 'payment_id'],
      ['order_attempts', 'order_id'],
      ['events', 'resource_id'],
    ])
      expect(await stack.sql.value(`SELECT count(*)::integer FROM ${table} WHERE ${column} = $1`, [old])).toBe(0);

    const certificate = await compliance.read(`/retention-runs/${id}/certificate`);
    expect(whatIsWrong(certificate, keys)).toBeUndefined();
    expect(certificate['content']).toMatchObject({
      run: id,
      approved_by: expect.stringMatching(/^stf_/),
      classes: expect.arrayContaining([
        expect.objectContaining({
          id: 'payments',
          deleted: 1,
          held: 1,
          ids_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        }),
      ]),
    });
    const altered = JSON.stringify(certificate).replace('"deleted":1', '"deleted":0');
    expect(whatIsWrong(JSON.parse(altered), keys)).toBe('its signature is wrong');
    expect(whatIsWrong(certificate, new Map())).toBe('it was signed with a key that was not given');
    const parts = await stack.sql.rows(
      `SELECT details->>'class' AS class, details->'rows' AS rows FROM audit_records WHERE action = 'retention.deleted'`,
    );
    expect(parts).toEqual(expect.arrayContaining([{ class: 'payments', rows: 1 }]));
    await release(held.id);
    expect(await auditFindings()).toEqual([]);
  });

  it('is counted at the command line, where its certificate is verified without a database', async () => {
    await ensureBuilt();
    const due = await sluis(stack.environment.variables, 'retention', 'due', '--json');
    expect(due.code).toBe(0);
    expect(JSON.parse(due.stdout)).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 'payments', due: 1 })]),
    );
    const folder = mkdtempSync(join(tmpdir(), 'sluis-retention-'));
    const [certificate, key] = [join(folder, 'certificate.json'), join(folder, 'seal.pem')];
    const [run] = z.object({ data: z.array(runSchema) }).parse(await compliance.read('/retention-runs')).data;
    const text = await (await compliance.get(`/retention-runs/${run?.id}/certificate`)).text();
    writeFileSync(certificate, text);
    writeFileSync(key, [...keys.values()].join(''));
    const verify = () => sluis({}, 'retention', 'verify', certificate, '--public-key', key);
    expect(await verify()).toMatchObject({ code: 0, stdout: expect.stringContaining('The certificate holds') });
    writeFileSync(certificate, text.replace('"deleted": 1', '"deleted": 2'));
    expect(await verify()).toMatchObject({ code: 3, stderr: expect.stringContaining('its signature is wrong') });
    rmSync(folder, { recursive: true });
  }, 180_000);

  it('is the only way: the processes may not delete evidence themselves', async () => {
    const may = await stack.sql.rows<{ table: string; may: boolean }>(
      `SELECT t AS table, has_table_privilege('sluis_app', t, 'DELETE') AS may
       FROM unnest(ARRAY['audit_records', 'audit_leaves', 'audit_heads', 'bank_answers', 'payment_fraud_marks']) AS t`,
    );
    expect(may.filter((row) => row.may)).toEqual([]);
  });
});

it('leaves nothing personal in the audit trail', async () => {
  const records = await stack.sql.rows<{ text: string }>(`SELECT to_jsonb(r)::text AS text FROM audit_records r`);
  expect(records.length).toBeGreaterThan(50);
  const personal = [payer.iban, shop.iban, 'Visser', 'customer-77', 'example.org', '612345678'];
  for (const { text } of records) {
    for (const plain of personal) expect(text).not.toContain(plain);
    expect(text).not.toMatch(/[A-Z]{2}\d{2}[A-Z]{4}\d{10}/);
    expect(text).not.toMatch(/[\w.]+@[\w.]+/);
    expect(text).not.toMatch(/\+\d{9,15}/);
  }
});
