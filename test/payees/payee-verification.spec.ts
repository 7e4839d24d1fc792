import { toPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runSluis } from '../cli/support/sluis-process.js';
import { connectByKey } from '../support/connection-journey.js';
import { ensureBuilt } from '../support/api-process.js';
import type { PartnerClient } from '../support/partner-client.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { giveConsent, type ConsentingPayer } from '../support/payers.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

const outside = 'NL91ABNA0417164300';

let stack: Stack;
let sql: Sql;
let partner: PartnerClient & { partnerId: string };
let payer: ConsentingPayer;

beforeAll(async () => {
  await ensureBuilt();
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
  partner = await stack.createPartner();
  payer = await giveConsent(stack, await stack.bank.createUser('A. Visser', '10000.00'), partner);
}, 180_000);

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

interface Verified {
  id: string;
  authorisation_url: string;
  payee_verification: { result: string; source: string | null; reason: string | null; checked_at: string };
}

const body = (creditor: { name?: string; iban?: string; email?: string }, more: object = {}, of = partner) => ({
  amount: { value: '12.50', currency: 'EUR' },
  creditor,
  remittance_information: 'Order 1042',
  redirect_uri: of.redirectUri,
  ...more,
});
const create = async (creditor: object, more: object = {}, of: PartnerClient = partner) =>
  (await of.createPayment(
    body(creditor, more, { ...partner, redirectUri: of.redirectUri } as typeof partner),
  )) as unknown as Verified;
const underConsent = () => ({
  redirect_uri: undefined,
  consent_id: payer.consentId,
  account_id: payer.accountIdAtPartner,
});
const read = async (id: string) => (await partner.get(`/v1/payments/${id}`).expect(200)).body as Verified;
const untilTheBankSays = (id: string) =>
  until('the bank to name the holder', async () => {
    const { payee_verification: verification } = await read(id);
    return verification.source === 'bank' ? verification : undefined;
  });
/** The bank shortens people's names, and writes companies' as they are. */
async function company(name: string): Promise<{ name: string; iban: string }> {
  const made = await stack.bank.post('/_emulator/users', { type: 'company', name, balance: '0.00' });
  const { accounts } = z.object({ accounts: z.array(z.object({ iban: z.string() })) }).parse(made);
  return { name, iban: accounts[0]?.iban ?? '' };
}
/** The bank has shown who this is, and every process knows it. */
async function knownCreditor(name: string): Promise<{ name: string; iban: string }> {
  const creditor = await company(name);
  await untilTheBankSays((await create({ name, iban: creditor.iban }, underConsent())).id);
  await until('the name to be known', async () => {
    const { payee_verification: verification } = await create({ name, iban: creditor.iban });
    return verification.source === 'bank' ? true : undefined;
  });
  return creditor;
}
const sluis = (...args: string[]) => runSluis(stack.environment.variables, 'partner', ...args);
const publicPartner = () => toPublicId('partner', partner.partnerId);

describe('before the bank has shown anything of the account', () => {
  it('nothing can be compared, and payment and page say so', async () => {
    const payment = await create({ name: 'Koffie & Zo', iban: outside });
    expect(payment.payee_verification).toEqual({
      result: 'not_possible',
      source: null,
      reason: 'unknown_account',
      checked_at: expect.stringMatching(/Z$/) as string,
    });
    const { html } = await new PayerBrowser().open(`${payment.authorisation_url}?lang=en`);
    expect(html).toContain('The name of this account could not be checked.');
  });

  it('an e-mail address is no account number, and the page says nothing of a check', async () => {
    const payment = await create({ email: 'shop@example.com' });
    expect(payment.payee_verification).toMatchObject({ result: 'not_possible', reason: 'no_account_number' });
    const { html } = await new PayerBrowser().open(`${payment.authorisation_url}?lang=en`);
    expect(html).not.toContain('could not be checked');
  });
});

describe('once the bank holds the order', () => {
  it.each([
    { holder: 'Koffie & Zo', named: 'KOFFIE EN ZO B.V.', result: 'match' },
    { holder: 'Anna Maria Jansen', named: 'A. Jansen', result: 'close_match' },
    { holder: 'Oplichter BV', named: 'Belastingdienst', result: 'no_match' },
  ])('$named for the account of $holder is $result, before the payer decides', async ({ holder, named, result }) => {
    const creditor = await company(holder);
    const { id } = await create({ name: named, iban: creditor.iban }, underConsent());
    expect(await untilTheBankSays(id)).toMatchObject({ result, source: 'bank', reason: null });
    expect(await read(id)).toMatchObject({ status: 'awaiting_authorisation' });
    const records = await sql.rows(
      `SELECT actor_type, cause FROM audit_records WHERE subject_id = $1 AND action = 'payee.verified'`,
      [id],
    );
    expect(records).toEqual([{ actor_type: 'bank', cause: result }]);
  });

  it('an order of a payer whom nobody knows is compared the same', async () => {
    const creditor = await company('Bakkerij de Wit');
    const payment = await create({ name: 'Bakkerij Zwart', iban: creditor.iban });
    await new PayerBrowser().submit(payment.authorisation_url);
    expect(await untilTheBankSays(payment.id)).toMatchObject({ result: 'no_match', source: 'bank' });
  });

  it('an account elsewhere stays unknown: the bank repeats the name we gave, which proves nothing', async () => {
    const { id } = await create({ name: 'Koffie & Zo', iban: outside }, underConsent());
    await partner.waitFor(`/v1/payments/${id}`, ['awaiting_authorisation']);
    await until('the order to be read', async () =>
      (await stack.bank.requests()).some(({ method, path }) => method === 'GET' && path.includes('draft-payment'))
        ? true
        : undefined,
    );
    expect((await read(id)).payee_verification).toMatchObject({ result: 'not_possible', reason: 'unknown_account' });
    expect(await sql.value('SELECT count(*)::int FROM payee_names WHERE iban = $1', [outside])).toBe(0);
  });
});

describe('from then on', () => {
  it('the answer to a new payment and the page say it before the payer agrees', async () => {
    const creditor = await knownCreditor('Koffie & Zo');
    const right = await create({ name: 'Koffie en Zo', iban: creditor.iban });
    expect(right.payee_verification).toMatchObject({ result: 'match', source: 'bank' });
    const wrong = await create({ name: 'Belastingdienst', iban: creditor.iban });
    expect(wrong.payee_verification).toMatchObject({ result: 'no_match', source: 'bank' });
    const browser = new PayerBrowser();
    expect((await browser.open(`${right.authorisation_url}?lang=en`)).html).toContain(
      'The name belongs to this account.',
    );
    const { html } = await browser.open(`${wrong.authorisation_url}?lang=nl`);
    expect(html).toContain('Deze rekening staat op een andere naam.');
    expect(html).not.toContain('Koffie');
  });

  it('nobody is told the name itself', async () => {
    const creditor = await knownCreditor('Geheime Stichting Achtenveertig');
    const { id } = await create({ name: 'Iets anders', iban: creditor.iban });
    const { text } = await partner.get(`/v1/payments/${id}`).expect(200);
    expect(text).not.toContain('Achtenveertig');
    const told = await sql.value<string>(
      `SELECT coalesce(string_agg(body, ''), '') FROM events WHERE body LIKE '%' || $1 || '%'`,
      [id],
    );
    expect(told).toContain('no_match');
    expect(told).not.toContain('Achtenveertig');
    expect(await sql.value(`SELECT count(*)::int FROM audit_records a WHERE a::text LIKE '%Achtenveertig%'`)).toBe(0);
  });

  it('another partner knows no more than before', async () => {
    const creditor = await knownCreditor('Koffie & Zo');
    const stranger = await stack.createPartner();
    const { payee_verification: verification } = await create(
      { name: 'Koffie & Zo', iban: creditor.iban },
      {},
      stranger,
    );
    expect(verification).toMatchObject({ result: 'not_possible', reason: 'unknown_account' });
  });

  it('each entry of an order of many is compared for itself', async () => {
    const creditor = await knownCreditor('Koffie & Zo');
    const entry = (name: string, iban: string) => ({
      amount: { value: '1.00', currency: 'EUR' },
      creditor: { name, iban },
      remittance_information: 'Order 1042',
    });
    const answer = await partner.post('/v1/payments', {
      entries: [entry('Koffie & Zo', creditor.iban), entry('Thee & Zo', creditor.iban), entry('Thee & Zo', outside)],
      consent_id: payer.consentId,
      account_id: payer.accountIdAtPartner,
    });
    expect(answer.status).toBe(201);
    const { entries, payee_verification: ofAll } = answer.body as { entries: Verified[]; payee_verification: null };
    expect(ofAll).toBeNull();
    expect(entries.map(({ payee_verification: { result } }) => result)).toEqual(['match', 'no_match', 'not_possible']);
  });
});

describe('a payout', () => {
  it('is compared like a payment when it is ordered, alone or as one of many', async () => {
    const creditor = await knownCreditor('Meelfabriek BV');
    await connectByKey(partner, await stack.bank.createUser('Koffie & Zo', '1000.00'));
    const order = (name: string) => ({
      amount: { value: '1.00', currency: 'EUR' },
      creditor: { name, iban: creditor.iban },
      remittance_information: 'Flour',
    });
    const { body: one } = await partner.post('/v1/payouts', order('Een ander')).expect(201);
    expect(one).toMatchObject({ payee_verification: { result: 'no_match', source: 'bank' } });
    const entries = [order('Meelfabriek B.V.'), order('Een ander')];
    const { body: many } = await partner.post('/v1/payout-batches', { entries }).expect(201);
    expect(many).toMatchObject({
      entries: [{ payee_verification: { result: 'match' } }, { payee_verification: { result: 'no_match' } }],
    });
    const { body: later } = await partner.get(`/v1/payouts/${(one as { id: string }).id}`).expect(200);
    expect(later).toMatchObject({ payee_verification: { result: 'no_match' } });
  });
});

describe('a beneficiary', () => {
  it('is checked when its partner is created, and known once somebody saw evidence', async () => {
    const created = await sluis(
      'create',
      '--name',
      'Nieuwe winkel',
      '--redirect-uri',
      'https://new.example/return',
      '--beneficiary',
      `${outside}=Nieuwe Winkel B.V.`,
      '--json',
    );
    expect(created).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(created.stdout)).toMatchObject({
      beneficiaries: [`${outside}  Nieuwe Winkel B.V.  not_possible`],
    });

    const iban = 'NL02ABNA0123456789';
    const add = (...more: string[]) =>
      sluis(
        'beneficiary',
        'add',
        '--partner',
        publicPartner(),
        '--iban',
        iban,
        '--name',
        'Nieuwe Winkel B.V.',
        '--json',
        ...more,
      );
    expect(JSON.parse((await add()).stdout)).toMatchObject({ result: 'not_possible' });
    expect((await create({ name: 'Nieuwe Winkel', iban })).payee_verification).toMatchObject({
      result: 'not_possible',
    });
    const seen = await add('--evidence', 'Bank statement of 2026-10');
    expect(JSON.parse(seen.stdout)).toMatchObject({ result: 'match', compared_with: 'beneficiary' });
    const listed = await sluis('beneficiary', 'list', '--partner', publicPartner(), '--json');
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { iban, evidence: 'Bank statement of 2026-10', verification: { result: 'match', source: 'beneficiary' } },
    ]);
    // It was written by another process, and counts at once.
    const { payee_verification: known } = await create({ name: 'Nieuwe Winkel', iban });
    expect(known).toMatchObject({ result: 'match', source: 'beneficiary' });
  });

  it('whose account the bank knows under another name comes to light, whatever evidence there was', async () => {
    const creditor = await company('Oplichter BV');
    const added = await sluis(
      'beneficiary',
      'add',
      '--partner',
      publicPartner(),
      '--iban',
      creditor.iban,
      '--name',
      'Nette Winkel',
      '--evidence',
      'A statement, forged as it turns out',
      '--json',
    );
    const { beneficiary_id: id } = JSON.parse(added.stdout) as { beneficiary_id: string };
    await untilTheBankSays((await create({ name: 'Nette Winkel', iban: creditor.iban }, underConsent())).id);
    const [found] = await sql.rows<{ verification: object }>(
      `SELECT verification FROM partner_beneficiaries WHERE iban = $1`,
      [creditor.iban],
    );
    expect(found?.verification).toMatchObject({ result: 'no_match', source: 'bank' });
    const alarms = await sql.rows(
      `SELECT actor_type, outcome, cause FROM audit_records WHERE subject_id = $1 ORDER BY id DESC LIMIT 1`,
      [id],
    );
    expect(alarms).toEqual([{ actor_type: 'bank', outcome: 'alarm', cause: 'no_match' }]);
  });

  it('needs an IBAN that is one, and a name', async () => {
    const add = (iban: string, name: string) =>
      sluis('beneficiary', 'add', '--partner', publicPartner(), '--iban', iban, '--name', name);
    const faulty = await add('NL00ABNA0417164300', 'Koffie');
    expect(faulty.code).toBe(1);
    expect(faulty.stderr).toContain('valid IBAN');
    expect((await add(outside, ' ')).stderr).toContain('name of its holder');
  });
});
