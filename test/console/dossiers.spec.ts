import { fromPublicId, idPrefixes, type IdKind, newId, toPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hintAt } from '../payment-requests/support/connected-shop.js';
import { newAccountHolder, psuHeaders } from '../accounts/account-holder.js';
import type { BankUser } from '../support/bank-control.js';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { createConsent } from '../support/consent-journey.js';
import { untilEventsShow } from '../support/events-shown.js';
import { agreePayment, authorisePayment, giveConsent } from '../support/payers.js';
import { executedPayment, paymentBody } from '../support/payment-journey.js';
import { bodyOf, type StaffBrowser } from '../support/staff-browser.js';
import { until } from '../support/until.js';

const kinds = Object.keys(idPrefixes).filter((kind): kind is IdKind => kind in idPrefixes);

let stack: ConsoleStack;
let compliance: StaffBrowser;
let viewer: StaffBrowser;
let payer: BankUser;
let shop: BankUser;
let paymentId: string;
let consentId: string;
/** A payment under a consent, about which the bank calls. */
let lastDraft: string;

beforeAll(async () => {
  stack = await startConsoleStack({ withWorker: true });
  payer = await stack.bank.createUser('Willemijn Visser');
  shop = await stack.bank.createUser('Koffie & Zo');
  paymentId = await executedPayment(stack, payer, shop);
  consentId = (await createConsent(stack.partner, { psu_reference: 'customer-77' })).id;
  await stack.partner.createPayment({ ...paymentBody(stack.partner, shop, payer), reference: 'order-1042' });
  compliance = await stack.signIn('local-compliance');
  viewer = await stack.signIn('local-viewer');
});

afterAll(() => stack.stop());

const foundSchema = z.object({
  understood_as: z.string(),
  payments: z.array(z.looseObject({ id: z.string(), reference: z.string().nullable() })),
  consents: z.array(z.looseObject({ id: z.string() })),
  partners: z.array(z.looseObject({ name: z.string() })),
  things: z.array(z.looseObject({ kind: z.string() })),
  has_more: z.object({ payments: z.boolean(), consents: z.boolean(), partners: z.boolean() }),
});

const timelineSchema = z.object({
  timeline: z.array(z.looseObject({ what: z.string(), details: z.record(z.string(), z.unknown()) })),
});

async function search(query: string, browser = viewer) {
  const answer = await browser.post('/search', { query });
  expect(answer.status).toBe(200);
  return foundSchema.parse(await answer.json());
}

it('refuses texts that no database keeps', async () => {
  const kind = 'partner.redirect_uri';
  const nul = 'x\u0000';
  const uri = { partner: 'x', uri: `https://shop.example/${nul}`, registered: true };
  for (const [path, body] of [
    ['/search', { query: nul }],
    ['/changes', { kind, payload: uri, reason: 'asked by letter' }],
    ['/changes', { kind, payload: {}, reason: nul }],
    ['/changes', { kind, payload: { [nul]: 1 }, reason: 'asked by letter' }],
  ] as const)
    expect((await compliance.post(path, body)).status).toBe(400);
  expect((await compliance.get('/payments?partner=%00')).status).toBe(400);
});

const lookUpsSchema = z.object({
  data: z.array(z.looseObject({ action: z.string(), subject: z.object({ type: z.string(), id: z.string() }) })),
});

describe('the one box', () => {
  it('finds by IBAN of either side, however it is typed', async () => {
    for (const typed of [payer.iban, shop.iban.toLowerCase().replaceAll(/(.{4})/g, '$1 ')]) {
      const found = await search(typed);
      expect(found.understood_as).toBe('iban');
      expect(found.payments.map(({ id }) => id)).toContain(paymentId);
    }
  });

  it('finds by the ids of payment, consent, partner and event', async () => {
    expect((await search(paymentId)).payments.map(({ id }) => id)).toEqual([paymentId]);
    expect((await search(consentId)).consents.map(({ id }) => id)).toEqual([consentId]);
    await untilEventsShow(stack.environment.database.url);
    const { data } = z
      .object({ data: z.array(z.looseObject({ id: z.string(), type: z.string() })) })
      .parse((await stack.partner.get('/v1/events?limit=100')).body);
    const event = data.find(({ type }) => type === 'payment.executed');
    expect((await search(event?.id ?? '')).payments.map(({ id }) => id)).toEqual([paymentId]);
    const dossier = await viewer.read(`/payments/${paymentId}`);
    const { id: partnerId } = z.object({ id: z.string() }).parse(dossier['partner']);
    const ofPartner = await search(partnerId);
    expect(ofPartner.partners.map(({ name }) => name)).toEqual(['Koffie & Zo']);
    expect(ofPartner.payments.length).toBe(2);
  });

  it('finds by reference, payer reference, partner and day', async () => {
    expect((await search('order-1042')).payments[0]?.reference).toBe('order-1042');
    expect((await search('customer-77')).consents.map(({ id }) => id)).toEqual([consentId]);
    expect((await search('koffie')).partners).toHaveLength(1);
    const today = await search(new Date().toISOString().slice(0, 10));
    expect(today.understood_as).toBe('day');
    expect(today.payments.map(({ id }) => id)).toContain(paymentId);
    expect((await search('1999-12-31')).payments).toEqual([]);
  });

  it('finds payments by their number at the bank', async () => {
    const { bank_object_id: number } = await viewer.read(`/payments/${paymentId}`);
    expect((await search(String(number))).payments.map(({ id }) => id)).toEqual([paymentId]);
  });

  it('finds every other thing that has an id, and where it belongs', async () => {
    const link = await stack.partner.post('/v1/payment-links', paymentBody(stack.partner, shop)).expect(201);
    const { id } = z.object({ id: z.string() }).parse(link.body);
    expect((await search(id)).things.map(({ kind }) => kind)).toEqual(['paymentLink']);
  });

  it.each(kinds)('looks for the id of a %s, and finds nothing where nothing is', async (kind) => {
    const found = await search(toPublicId(kind, newId()));
    expect(found).toMatchObject({ understood_as: 'id', payments: [], consents: [], partners: [], things: [] });
  });

  it('audits what was searched without keeping it', async () => {
    await search(payer.iban);
    const rows = await stack.sql.rows<{ row: string }>(
      `SELECT r::text AS row FROM audit_records r WHERE action LIKE 'staff.%'`,
    );
    expect(rows.some(({ row }) => row.includes('staff.searched'))).toBe(true);
    expect(JSON.stringify(rows)).not.toContain(payer.iban);
    expect(JSON.stringify(rows)).not.toContain('order-1042');
  });
});

describe('a payment', () => {
  it('shows its whole life to a viewer, and nothing that tells who paid', async () => {
    const text = await (await viewer.get(`/payments/${paymentId}`)).text();
    for (const secret of [payer.iban, payer.name, shop.iban, 'Order 1042', 'Visser'])
      expect(text).not.toContain(secret);
    const { timeline, ...dossier } = z
      .looseObject({ timeline: z.array(z.looseObject({ source: z.string(), what: z.string(), at: z.string() })) })
      .parse(JSON.parse(text));
    expect(dossier).toMatchObject({
      status: 'executed',
      iso_status: expect.stringMatching(/^[A-Z]{4}$/),
      creditor: { iban: `NL•• •••• ${shop.iban.slice(-4)}` },
      attempts: [{ status: 'accepted', sends: 1 }],
      presentations: [{ text_sha256: expect.stringMatching(/^[0-9a-f]{64}$/), times_shown: 1 }],
    });
    const seen = timeline.map(({ source, what }) => `${source} ${what}`);
    for (const entry of [
      'status received',
      'attempt attempt_1',
      'bank_call bank.called',
      'status awaiting_authorisation',
      'page was_shown',
      'page agreed',
      'visit went_to_bank',
      'visit came_back',
      'status executed',
      'event payment.executed',
      'audit payment.executed',
      'staff staff.viewed',
    ])
      expect(seen).toContain(entry);
    expect(timeline.map(({ at }) => at)).toEqual(timeline.map(({ at }) => at).toSorted());
  });

  it('is unmasked for a reason, which is in the log for good', async () => {
    await until(
      'the signed answer of the bank',
      async () =>
        (await stack.sql.rows('SELECT 1 FROM bank_answers WHERE subject = $1', [paymentId])).length || undefined,
    );
    const answer = await compliance.post(`/payments/${paymentId}/reveal`, {
      reason: 'fraud',
      case_reference: 'F-2026/17',
    });
    const shown = await bodyOf(answer);
    expect(shown).toMatchObject({
      presentations: [{ html: expect.stringMatching(/Continue to bunq[^]*Order 1042/) }],
    });
    // Whoever reads the page later can do nothing with it.
    expect(JSON.stringify(shown['presentations'])).not.toMatch(/\/pay\/[\w-]{43}/);
    expect(shown).toMatchObject({
      creditor: { iban: shop.iban },
      debtor: { iban: payer.iban },
      remittance_information: 'Order 1042',
      bank_answers: [{ body: expect.stringContaining('ACCEPTED') }],
    });
    const { data } = lookUpsSchema.parse(await compliance.read('/look-ups/own?limit=1'));
    expect(data[0]).toMatchObject({
      action: 'revealed',
      reason: 'fraud',
      details: { case: 'F-2026/17' },
      subject: { type: 'payment', id: paymentId },
      staff: { name: 'Coen Compliance' },
    });
  });

  it.each([
    {},
    { reason: 'fraud' },
    { reason: 'curiosity', case_reference: 'F-1' },
    { reason: 'fraud', case_reference: 'A. Visser from Utrecht' },
    { reason: 'fraud', case_reference: 'A.Visser 1' },
    { reason: 'fraud', case_reference: 'NL27BUNQ2060000025' },
    { reason: 'fraud', case_reference: '' },
  ])('stays masked without a reason that counts: %j', async (body) => {
    const before = await stack.sql.value(`SELECT count(*) FROM audit_records WHERE action = 'staff.revealed'`);
    expect((await compliance.post(`/payments/${paymentId}/reveal`, body)).status).toBe(400);
    expect(await stack.sql.value(`SELECT count(*) FROM audit_records WHERE action = 'staff.revealed'`)).toBe(before);
  });
});

describe('a consent', () => {
  it('shows its life, and who read its accounts how often', async () => {
    expect(await viewer.read(`/consents/${consentId}`)).toMatchObject({
      id: consentId,
      psu_reference: 'customer-77',
      timeline: expect.arrayContaining([expect.objectContaining({ source: 'event' })]),
    });
    await stack.partner.get(`/v1/accounts?consent_id=${consentId}`);
    const accesses = await viewer.read(`/consents/${consentId}/accesses`);
    expect(accesses).toMatchObject({
      unattended: [],
      data: [{ what: 'account_information.read', outcome: 'refused', operation: 'GET /v1/accounts' }],
    });
    expect((await viewer.post(`/consents/${consentId}/reveal`, {})).status).toBe(403);
    expect(
      (await compliance.post(`/consents/${consentId}/reveal`, { reason: 'complaint', case_reference: 'K-12' })).status,
    ).toBe(200);
  });
});

describe('a consent that was given and used', () => {
  it('shows whose accounts only when unmasked, what the payer saw, and the reads that the law counts', async () => {
    const holder = await newAccountHolder(stack);
    await stack.partner.get(holder.path('/balances')).expect(200);
    await stack.partner.get(holder.path('/balances')).set(psuHeaders).expect(200);

    const text = await (await viewer.get(`/consents/${holder.consentId}`)).text();
    for (const secret of [holder.user.iban, holder.user.name, 'Lezer', psuHeaders['PSU-IP-Address']])
      expect(text).not.toContain(secret);
    expect(JSON.parse(text)).toMatchObject({
      status: 'authorised',
      accounts: [{ id: holder.accountId, iban: `NL•• •••• ${holder.user.iban.slice(-4)}` }],
      presentations: [{ decision: 'agreed', text_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      timeline: expect.arrayContaining([
        expect.objectContaining({ source: 'page', what: 'was_shown' }),
        expect.objectContaining({ source: 'page', what: 'agreed' }),
        expect.objectContaining({ source: 'visit', what: 'came_back' }),
      ]),
    });

    const accesses = z
      .object({ unattended: z.unknown(), data: z.array(z.looseObject({ what: z.string(), psu_present: z.boolean() })) })
      .parse(await viewer.read(`/consents/${holder.consentId}/accesses`));
    expect(accesses.unattended).toEqual([
      { account_id: holder.accountId, used_in_24_hours: expect.any(Number), most_in_24_hours: 4 },
    ]);
    const reads = accesses.data.filter(({ what }) => what === 'account_information.read');
    expect(reads.map(({ psu_present: isPresent }) => isPresent)).toEqual([true, false]);

    const body = { reason: 'data_subject', case_reference: 'AVG-2026-3' };
    const shown = await bodyOf(await compliance.post(`/consents/${holder.consentId}/reveal`, body));
    expect(shown).toMatchObject({
      accounts: [{ iban: holder.user.iban, name: holder.user.name }],
      presentations: [{ html: expect.stringContaining('To show your spending') }],
    });
    expect((await search(holder.user.iban)).consents.map(({ id }) => id)).toEqual([holder.consentId]);
    expect((await search(holder.accountId)).consents.map(({ id }) => id)).toEqual([holder.consentId]);
  });
});

describe('lists', () => {
  it('filter and go on where they ended', async () => {
    const first = await viewer.read('/payments?limit=1');
    expect(first).toMatchObject({ has_more: true });
    const second = await viewer.read(`/payments?limit=1&before=${String(first['next'])}`);
    expect(second).toMatchObject({ has_more: false, next: null, data: [{ id: paymentId }] });
    expect(await viewer.read('/payments?status=executed')).toMatchObject({ data: [{ id: paymentId }] });
    const today = new Date().toISOString().slice(0, 10);
    expect(await viewer.read(`/consents?from=${today}&until=${today}&status=awaiting_authorisation`)).toMatchObject({
      data: [{ id: consentId }],
    });
    expect((await viewer.get('/payments?status=none')).status).toBe(400);
    expect((await viewer.get('/payments?creditor_iban=x')).status).toBe(400);
  });

  it('keep filters per person', async () => {
    const body = { list: 'payments', name: 'In review', filter: { status: 'in_review' } };
    const saved = await bodyOf(await viewer.post('/saved-filters', body));
    expect(await viewer.read('/saved-filters')).toEqual({ data: [saved] });
    expect(await compliance.read('/saved-filters')).toEqual({ data: [] });
    expect((await compliance.post(`/saved-filters/${String(saved['id'])}`, {}, 'DELETE')).status).toBe(404);
    expect((await viewer.post(`/saved-filters/${String(saved['id'])}`, {}, 'DELETE')).status).toBe(204);
    expect(await viewer.read('/saved-filters')).toEqual({ data: [] });
  });
});

it('exports what the list shows, masked, and says so in the log', async () => {
  await stack.partner.createPayment({ ...paymentBody(stack.partner, shop, payer), reference: '=1+1' });
  const csv = await compliance.post('/exports/payments', { format: 'csv' });
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const text = await csv.text();
  expect(text).toContain(`"'=1+1"`);
  expect(text).toContain(paymentId);
  expect(text).not.toContain(payer.iban);
  const lines = await (await compliance.post('/exports/payments', { format: 'jsonl', status: 'executed' })).text();
  expect(
    lines
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).toEqual([expect.objectContaining({ id: paymentId, status: 'executed' })]);
  const { data } = lookUpsSchema.parse(await compliance.read('/look-ups/own?limit=2'));
  expect(data).toMatchObject([
    { action: 'exported', outcome: 'done', details: { format: 'jsonl', rows: 1 } },
    { action: 'export_begun', details: { format: 'jsonl', rows: 1, status: 'executed' } },
  ]);
});

it('exports consents in the same way', async () => {
  const csv = await compliance.post('/exports/consents', { format: 'csv', status: 'awaiting_authorisation' });
  const lines = (await csv.text()).trim().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`"${consentId}"`);
  expect(lines[1]).toContain('"customer-77"');
  const { data } = lookUpsSchema.parse(await compliance.read('/look-ups/own?limit=1'));
  expect(data[0]).toMatchObject({
    action: 'exported',
    subject: { type: 'list', id: 'consents' },
    details: { rows: 1 },
  });
});

it('counts for the overview what was done', async () => {
  expect(await viewer.read('/overview')).toMatchObject({
    days: expect.arrayContaining([
      { day: new Date().toISOString().slice(0, 10), executed: 1, ended_unpaid: 0, open: 2 },
    ]),
    consents: { authorised: 1 },
    bank: { in_doubt: 0, in_review: 0 },
  });
});

it('shows a person their own look-ups, and all of them to those who check', async () => {
  const own = lookUpsSchema.parse(await viewer.read('/look-ups/own?limit=100'));
  expect(new Set(own.data.map(({ action }) => action))).toEqual(
    new Set(['signed_in', 'searched', 'viewed', 'listed', 'refused']),
  );
  const all = lookUpsSchema.parse(await compliance.read('/look-ups?limit=100'));
  expect(all.data.length).toBeGreaterThan(own.data.length);
});

it('tells when the bank called about a payment or a consent, and what came of it', async () => {
  const consenting = await giveConsent(stack, await stack.bank.createUser('B. Bakker', '100.00'), stack.partner, {
    psu_reference: 'customer-78',
  });
  const payment = await agreePayment(stack, 'draft', consenting, { creditor: shop, amount: '3.21' });
  await authorisePayment(stack, payment);
  await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
  // By the payer, too, as the partner knows them.
  expect((await search('customer-78')).payments.map(({ id }) => id)).toEqual([payment.id]);
  lastDraft = payment.id;
  const path = `/payments/${payment.id}`;
  // It went to the bank as it was made: nobody saw a page of ours.
  const dossier = z.object({ timeline: z.array(z.looseObject({ source: z.string() })) }).parse(await viewer.read(path));
  expect(dossier.timeline.filter(({ source }) => source === 'page')).toEqual([]);
  const number = Number((await viewer.read(path))['bank_object_id']);
  await hintAt(stack, { DraftPayment: { id: number } });
  await hintAt(stack, { DraftPayment: { id: 999_999_999 } });
  const entry = { source: 'callback', who: 'bank', what: 'draft_payment', details: { effect: 'nothing_to_read' } };
  expect(await viewer.read(path)).toMatchObject({ timeline: expect.arrayContaining([expect.objectContaining(entry)]) });

  const bankUser = await stack.sql.value(`SELECT bunq_user_id FROM consents WHERE id = $1`, [
    fromPublicId('consent', consenting.consentId) ?? null,
  ]);
  for (let calls = 0; calls < 2; calls += 1) await hintAt(stack, { UserApiKey: { id: Number(bankUser) } }, 'OAUTH');
  const { timeline } = timelineSchema.parse(await viewer.read(`/consents/${consenting.consentId}`));
  const ended = timeline.filter(({ what }) => what === 'connection_ended');
  expect(ended.map(({ details }) => details)).toEqual([{ effect: 'read_is_due' }, { effect: 'read_is_due' }]);
});

it('records no more callbacks of one thing than anybody could read', async () => {
  const { number } = z
    .object({ bank_object_id: z.string().transform(Number) })
    .transform(({ bank_object_id: number }) => ({ number }))
    .parse(await viewer.read(`/payments/${lastDraft}`));
  await stack.sql.rows(
    `INSERT INTO bank_callbacks (partner_id, subject, kind, effect, slot)
     SELECT partner_id, subject, kind, effect, slot + n * interval '1 second' FROM bank_callbacks, generate_series(1, 600) AS n
     WHERE subject = $1 AND effect = 'nothing_to_read'`,
    [lastDraft],
  );
  const count = () => stack.sql.value(`SELECT count(*)::integer FROM bank_callbacks WHERE subject = $1`, [lastDraft]);
  const before = await count();
  await hintAt(stack, { DraftPayment: { id: number } });
  expect(await count()).toBe(before);
});

it('draws the course of a month for the overview', async () => {
  const { days } = z
    .object({ days: z.array(z.looseObject({ day: z.string() })) })
    .parse(await viewer.read('/overview/trends'));
  expect(days).toHaveLength(30);
  expect(days.at(-1)).toMatchObject({
    day: new Date().toISOString().slice(0, 10),
    seconds_to_authorise: { median: expect.any(Number), ninety_percent: expect.any(Number) },
    consents: { authorised: expect.any(Number), revoked: 0 },
    bank: { not_accepted: expect.any(Number) },
    longest_sealing_seconds: expect.any(Number),
  });
});

// Last, for it makes many payments.
it('search says where there are more, and goes on to the last', async () => {
  const busy = await stack.bank.createUser('Bakker Busy');
  const made: string[] = [];
  for (let left = 30; left > 0; left -= 1)
    made.push((await stack.partner.createPayment(paymentBody(stack.partner, busy))).id);
  const first = await search(busy.iban);
  expect(first).toMatchObject({ has_more: { payments: true, consents: false, partners: false } });
  expect(first.payments).toHaveLength(25);
  const answer = await viewer.post('/search', { query: busy.iban, payments_before: first.payments.at(-1)?.id });
  const rest = foundSchema.parse(await answer.json());
  expect(rest).toMatchObject({ has_more: { payments: false } });
  expect([...first.payments, ...rest.payments].map(({ id }) => id)).toEqual(made.toReversed());
  expect((await search(made[0]?.toUpperCase() ?? '')).payments.map(({ id }) => id)).toEqual([made[0]]);
  // By day, reference and partner the same holds.
  const today = await search(new Date().toISOString().slice(0, 10));
  expect(today.has_more.payments).toBe(true);
});
