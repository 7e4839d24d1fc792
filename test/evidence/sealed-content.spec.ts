import { createHash } from 'node:crypto';
import { SealingKey } from '@sluis/audit';
import { type EvidencePacks, reservationsAbout, UnsoundPackError, verifyFiles } from '@sluis/evidence';
import { fromPublicId } from '@sluis/persistence';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { agreePayment, authorisePayment, giveConsent, type ConsentingPayer, type Rail } from '../support/payers.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { openEvidence } from './open-evidence.js';

let stack: Stack;
let packs: EvidencePacks;
let close: () => Promise<void>;
let publicKeyPem: string;
/** As a superuser may: no trigger, no policy, no key, and no check asks. */
let intruder: Sql;
let shop: BankUser;
let payer: ConsentingPayer;
let paymentId: string;

const kept = ['payments', 'payment_transitions', 'consents', 'consent_accounts', 'consent_grants', 'order_attempts'];

beforeAll(async () => {
  stack = await startStack();
  ({ packs, close } = await openEvidence(stack.environment.variables));
  const seed = stack.environment.variables['AUDIT_SEALING_KEY'] ?? '';
  publicKeyPem = SealingKey.of(Buffer.from(seed, 'base64')).publicKeyPem;
  const superuser = new URL(stack.environment.database.url);
  superuser.username = 'postgres';
  intruder = await Sql.open(superuser.href);
  await intruder.rows('SET session_replication_role = replica');
  for (const { statement } of await intruder.rows<{ statement: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS statement FROM pg_constraint
     WHERE contype = 'c' AND conrelid = ANY ($1::text::text[]::regclass[])`,
    [`{${kept.join(',')}}`],
  ))
    await intruder.rows(statement);
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  payer = await giveConsent(stack, await stack.bank.createUser('A. Visser', '100.00'), stack.partner, {
    psu_reference: 'customer 7',
    purpose: 'Paying for coffee',
  });
  paymentId = await executedPayment('draft');
}, 60_000);

afterAll(async () => {
  await intruder.close();
  await close();
  await stack.stop();
});

async function executedPayment(rail: Rail): Promise<string> {
  const payment = await agreePayment(stack, rail, payer, { creditor: shop, amount: '1.25' });
  await authorisePayment(stack, payment);
  await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
  await until('the bank’s own answer', async () => {
    const rows = await intruder.rows(
      `SELECT FROM audit_records WHERE subject_id = $1 AND action = 'bank_answer.kept'`,
      [payment.id],
    );
    return rows.length > 0 || undefined;
  });
  return payment.id;
}

const uuidOf = (id: string) => fromPublicId(id.startsWith('pay') ? 'payment' : 'consent', id) ?? '';

async function filesOf(id: string): Promise<Record<string, Uint8Array>> {
  const pack = await packs.make({
    kind: id.startsWith('pay') ? 'payment' : 'consent',
    id: uuidOf(id),
    reason: 'Case 4711',
    actor: { type: 'operator', id: 'test' },
    publicKeyPem,
  });
  if (!pack) throw new Error('there is no such thing');
  return unzipSync(pack.zip);
}

/** @returns why there is no pack; nothing when there is one */
async function findingsOf(id: string): Promise<readonly string[]> {
  try {
    await filesOf(id);
    return [];
  } catch (error) {
    if (error instanceof UnsoundPackError) return error.findings;
    throw error;
  }
}

/** What comes of the pack while the statement's work stands; afterwards all is as before. */
async function findingsAfter(id: string, statement: string): Promise<readonly string[]> {
  await intruder.rows(statement);
  try {
    return await findingsOf(id);
  } finally {
    await restore();
  }
}

async function keep(): Promise<void> {
  for (const table of [...kept, 'events'])
    await intruder.rows(`DROP TABLE IF EXISTS kept_${table}; CREATE TABLE kept_${table} AS SELECT * FROM ${table}`);
}

async function restore(): Promise<void> {
  for (const table of [...kept, 'events'])
    await intruder.rows(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept_${table}`);
}

const later = (column: string) => `${column} + interval '1 day'`;
const anyId = `'00000000-0000-7000-8000-000000000001'`;

/** How each column is changed, and the field of the pack that then is not as sealed; or why no pack shows it. */
const paymentColumns: Record<string, { set: string; field: string } | { notShown: string }> = {
  partner_id: { notShown: 'the payment is another partner’s then: there is no record of it at all' },
  id: { notShown: 'it is another payment then' },
  rail: { set: `'psp_draft'`, field: 'rail' },
  status: { set: `'failed'`, field: 'status' },
  version: { set: 'version + 1', field: 'version' },
  bank_status: { set: `'REJECTED'`, field: 'bank_status' },
  amount_minor: { set: '99900', field: 'amount' },
  currency: { set: `'USD'`, field: 'amount' },
  creditor_name: { set: `'A. Thief'`, field: 'creditor' },
  creditor_iban: { set: `'NL02ABNA0123456789'`, field: 'creditor' },
  creditor_email: { set: `'thief@example.org'`, field: 'creditor' },
  creditor_phone: { set: `'+31612345678'`, field: 'creditor' },
  debtor_iban: { set: `'NL02ABNA0123456789'`, field: 'debtor' },
  debtor_name: { set: `'A. Thief'`, field: 'debtor' },
  payee_verification: { set: `'{"result":"no_match","source":"bank"}'`, field: 'payee_verification' },
  remittance_information: { set: `'Something else'`, field: 'remittance_information' },
  reference: { set: `'other'`, field: 'reference' },
  entries: { set: `'[]'`, field: 'entries' },
  schedule: { set: `'{"start":"2026-01-01T00:00:00Z","recurrence":null}'`, field: 'schedule' },
  schedule_status: { set: `'active', schedule = '{"start":"2026-01-01T00:00:00Z"}'`, field: 'schedule' },
  schedule_over_since: { notShown: 'when instances were last looked for' },
  bunq_schedule_id: { notShown: 'the bank’s number, for reading' },
  redirect_uri: { set: `'https://thief.example/'`, field: 'redirect_uri' },
  state: { set: `'other'`, field: 'state' },
  consent_id: { set: anyId, field: 'consent_id' },
  account_id: { set: anyId, field: 'account_id' },
  fallback: { set: `'payment_request'`, field: 'fallback' },
  payment_request_id: { set: anyId, field: 'payment_request_id' },
  payment_link_id: { set: anyId, field: 'payment_link_id' },
  is_link_single_use: { notShown: 'what another payment by the same link may do' },
  link_token_hash: { notShown: 'the address of its page' },
  bunq_object_id: { notShown: 'that of each order to the bank is shown' },
  bunq_public_uuid: { notShown: 'the address of the bank’s page' },
  authorise_requested_at: { notShown: 'the record payer.agreed tells it' },
  end_requested: { set: `'cancelled'`, field: 'end_requested' },
  failure_stage: { set: `'execution'`, field: 'failure' },
  failure_reason: { set: `'other'`, field: 'failure' },
  review_reason: { set: `'other'`, field: 'review_reason' },
  expires_at: { set: later('expires_at'), field: 'expires_at' },
  created_at: { set: later('created_at'), field: 'created_at' },
  updated_at: { set: later('updated_at'), field: 'updated_at' },
  executed_at: { set: later('executed_at'), field: 'executed_at' },
  creditable_basis: { set: `'end_of_business_day'`, field: 'creditable' },
  creditable_from: { set: later('creditable_from'), field: 'creditable' },
  creditable_at: { set: later('creditable_at'), field: 'creditable' },
};

const consentColumns: typeof paymentColumns = {
  partner_id: { notShown: 'the consent is another partner’s then: there is no record of it at all' },
  id: { notShown: 'it is another consent then' },
  type: { set: `'account_information'`, field: 'type' },
  permissions: { set: `permissions || '{read_transactions}'`, field: 'permissions' },
  status: { set: `'revoked'`, field: 'status' },
  status_reason: { set: `'other'`, field: 'status_reason' },
  revoked_by: { set: `'psu'`, field: 'revoked_by' },
  version: { set: 'version + 1', field: 'version' },
  valid_until: { set: later('valid_until'), field: 'valid_until' },
  link_expires_at: { notShown: 'how long its page could be opened' },
  redirect_uri: { set: `'https://thief.example/'`, field: 'redirect_uri' },
  state: { notShown: 'what comes back to the partner' },
  psu_reference: { set: `'other'`, field: 'psu_reference' },
  purpose: { set: `'Something else'`, field: 'purpose' },
  purpose_by: { notShown: 'the page tells whose words they are' },
  asked_iban: { notShown: 'the page tells it' },
  link_token_hash: { notShown: 'the address of its page' },
  access_token_sealed: { notShown: 'a secret' },
  withdrawal_token_sealed: { notShown: 'a secret' },
  previous_token_sealed: { notShown: 'a secret' },
  access_closes_at: { notShown: 'until when a secret is kept' },
  bunq_user_id: { notShown: 'the bank’s number, for reading' },
  expiry_notice_days: { notShown: 'which notice was given last' },
  created_at: { set: later('created_at'), field: 'created_at' },
  updated_at: { notShown: 'each record tells its own time' },
  authorised_at: { set: later('authorised_at'), field: 'authorised_at' },
  ended_at: { set: 'now()', field: 'ended_at' },
};

describe.each([
  { table: 'payments', columns: paymentColumns, subject: () => paymentId },
  { table: 'consents', columns: consentColumns, subject: () => payer.consentId },
])('a row of $table that was changed', ({ table, columns, subject }) => {
  beforeAll(async () => {
    // Sealed, and waiting for nothing.
    await filesOf(subject());
    await keep();
  });

  it('has no column of which nobody said whether packs show it', async () => {
    const rows = await intruder.rows<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 AND table_schema = 'public'`,
      [table],
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(columns).toSorted());
  });

  const shown = Object.entries(columns).flatMap(([column, how]) => ('field' in how ? [{ column, ...how }] : []));
  it.each(shown)('gives no pack for $column, and names $field', async ({ column, set, field }) => {
    const findings = await findingsAfter(
      subject(),
      `UPDATE ${table} SET ${column} = ${set} WHERE id = '${uuidOf(subject())}'`,
    );
    expect(findings).toContainEqual(expect.stringMatching(new RegExp(`\\b${field} `)));
    expect(findings.join()).toContain(subject());
  });
});

describe('what stands beside the row', () => {
  beforeAll(async () => {
    await filesOf(paymentId);
    await keep();
  });

  it.each([
    ['the actor of version 2', `actor = 'operator' WHERE version = 2`],
    ['the reason of version 2', `reason = 'other' WHERE version = 2`],
    ['the bank_status of version 2', `bank_status = 'OTHER' WHERE version = 2`],
    ['the time of version 2', `at = at - interval '1 second' WHERE version = 2`],
  ])('gives no pack for %s in the timeline', async (what, change) => {
    const findings = await findingsAfter(
      paymentId,
      `UPDATE payment_transitions SET ${change} AND payment_id = '${uuidOf(paymentId)}'`,
    );
    expect(findings).toEqual([expect.stringContaining(`${what} of ${paymentId}`)]);
  });

  it('gives no pack for another hash of what was sent', async () => {
    const statement = `UPDATE order_attempts SET body_hash = sha256('') WHERE order_id = '${uuidOf(paymentId)}'`;
    expect(await findingsAfter(paymentId, statement)).toContain('order 1 to the bank is not what was sent');
  });

  it('gives no pack for another amount in an event', async () => {
    const statement = `UPDATE events SET body = replace(body, '1.25', '9.25') WHERE resource_id = '${uuidOf(paymentId)}'`;
    expect(await findingsAfter(paymentId, statement)).toContainEqual(
      expect.stringMatching(/^amount of pay_\w+ in the event payment\.received is not what record/),
    );
  });

  it('gives no pack for an account that a consent was not given for, nor for another grant', async () => {
    const { consentId: id } = payer;
    expect(await findingsOf(id)).toEqual([]);
    await keep();
    expect(await findingsAfter(id, `DELETE FROM consent_accounts WHERE consent_id = '${uuidOf(id)}'`)).toEqual([
      expect.stringMatching(/^accounts of con_\w+ is not what record/),
    ]);
    const statement = `UPDATE consent_grants SET permissions = '{}' WHERE consent_id = '${uuidOf(id)}'`;
    expect(await findingsAfter(id, statement)).toEqual([
      expect.stringMatching(/^permissions of con_\w+ in what was granted is not what record/),
    ]);
  });
});

it('the verifier finds one value that was changed in the data, under a manifest that was made again', async () => {
  const files = await filesOf(paymentId);
  const text = Buffer.from(files['dossier.json'] ?? []).toString('utf8');
  const dossier = JSON.parse(text) as { payment: { amount: { value: string } } };
  dossier.payment.amount.value = '99.00';
  const changed = Buffer.from(`${JSON.stringify(dossier, null, 2)}\n`);
  const manifest = Buffer.from(files['manifest.json'] ?? []).toString('utf8');
  const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const findings = verifyFiles({
    ...files,
    'dossier.json': changed,
    'manifest.json': Buffer.from(manifest.replace(hashOf(Buffer.from(text)), hashOf(changed))),
  });
  expect(findings).toContainEqual(
    expect.stringMatching(/^amount of pay_\w+ is not what record \S+ \(payment\.creditable\) sealed$/),
  );
  expect(findings).toContain('the manifest is not the one that was sealed');
});

it('there is a pack of a payment that was withdrawn at the bank, and of an order of many', async () => {
  const withdrawn = await agreePayment(stack, 'draft', payer, { creditor: shop });
  await stack.partner.waitFor(`/v1/payments/${withdrawn.id}`, ['awaiting_authorisation']);
  await stack.bank.layFault(
    { method: 'PUT', path: '^/v1/user/\\d+/monetary-account/\\d+/draft-payment/\\d+$', times: 50 },
    { status: 500, body: {} },
  );
  await stack.partner.post(`/v1/payments/${withdrawn.id}/cancel`).expect(200);
  const files = await filesOf(withdrawn.id);
  expect(JSON.parse(Buffer.from(files['dossier.json'] ?? []).toString('utf8'))).toMatchObject({
    payment: { status: 'awaiting_authorisation', end_requested: 'cancelled' },
  });
  await stack.bank.clearFaults();
  await stack.partner.waitFor(`/v1/payments/${withdrawn.id}`, ['cancelled']);
  expect(reservationsAbout(await filesOf(withdrawn.id))).toEqual([]);

  const entry = (value: string) => ({
    amount: { value, currency: 'EUR' },
    creditor: { name: shop.name, iban: shop.iban },
    remittance_information: 'Coffee',
  });
  const many = await stack.partner.createPayment({
    entries: [entry('1.10'), entry('2.20')],
    consent_id: payer.consentId,
    account_id: payer.accountIdAtPartner,
  });
  const draft = await until('the draft', async () =>
    (await stack.bank.state()).drafts.find(({ entries }) => entries[0]?.merchant_reference === `${many.id}-1`),
  );
  await stack.bank.decideDraft(payer, draft.id, 'accept');
  await stack.partner.waitFor(`/v1/payments/${many.id}`, ['executed']);
  expect(reservationsAbout(await filesOf(many.id))).toEqual([]);
});

it('there is a pack when a partner of a test platform let time pass', async () => {
  const id = await executedPayment('draft');
  await stack.partner.post('/v1/test/clock', { advance: 'P1D' }).expect(200);
  expect(reservationsAbout(await filesOf(id))).toEqual([]);
  expect(reservationsAbout(await filesOf(payer.consentId))).toEqual([]);
});

it('there is a pack after what may be erased was erased', async () => {
  await intruder.rows(`UPDATE consents SET asked_iban = NULL; UPDATE consent_renders SET html_sealed = NULL`);
  const files = await filesOf(payer.consentId);
  expect(Buffer.from(files['dossier.json'] ?? []).toString('utf8')).toContain('"file": null');
  expect(verifyFiles(files, publicKeyPem)).toEqual([]);
});

describe('a payment from before contents were sealed', () => {
  let old: string;

  beforeAll(async () => {
    await intruder.rows(`
      CREATE FUNCTION say_less() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN NEW.details := NEW.details - '{content,content_fields,content_before,at}'::text[]; RETURN NEW; END $$;
      CREATE TRIGGER say_less BEFORE INSERT ON audit_records FOR EACH ROW EXECUTE FUNCTION say_less()`);
    old = await executedPayment('psp_draft');
    await intruder.rows('DROP FUNCTION say_less CASCADE');
    await keep();
  }, 60_000);

  afterEach(restore);

  it('has a pack that says so', async () => {
    const files = await filesOf(old);
    expect(verifyFiles(files, publicKeyPem)).toEqual([]);
    expect(reservationsAbout(files)).toEqual([
      expect.stringContaining(`The content of ${old} was not sealed when it was made`),
    ]);
  });

  it.each([
    ['amount', 'amount_minor = 99900', /^amount of pay_\w+ is not what is in bank\/1\.body, which the bank signed$/],
    ['payee', `creditor_iban = 'NL02ABNA0123456789'`, /^creditor of pay_\w+ is not what is in bank\/1\.body/],
    ['payer', `debtor_iban = 'NL02ABNA0123456789'`, /^debtor of pay_\w+ is not what is in order 1 to the bank$/],
    ['time', `executed_at = ${later('executed_at')}`, /^executed_at of pay_\w+ is not when its timeline says$/],
    ['beginning', `created_at = ${later('created_at')}`, /^created_at of pay_\w+ is not when record/],
  ])('has none with another %s than the bank or the trail tells', async (_, change, finding) => {
    const findings = await findingsAfter(old, `UPDATE payments SET ${change} WHERE id = '${uuidOf(old)}'`);
    expect(findings).toContainEqual(expect.stringMatching(finding));
  });
});
