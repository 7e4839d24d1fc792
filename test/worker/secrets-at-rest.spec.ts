import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { queryRows, Transactions } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { connectByKey } from '../support/connection-journey.js';
import { PartnerClient } from '../support/partner-client.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { createRefund } from '../support/payout-journey.js';
import { agreePayment, authorisePayment, rails, type ConsentingPayer } from '../support/payers.js';
import { startProcessStack, type AppProcess, type ProcessStack } from '../support/process-stack.js';

let stack: ProcessStack;
let shop: BankUser;
let payer: BankUser;
let logs: string;
/** What no store and no log may hold, by what it is. */
const secrets = new Map<string, string>();
/** What logs and queues may not hold either. */
const personal = new Map<string, string>();

beforeAll(async () => {
  const talkative = { LOG_LEVEL: 'trace' };
  stack = await startProcessStack();
  const api = await stack.startApiProcess(talkative);
  const worker = await stack.startWorkerProcess(undefined, talkative);
  shop = await stack.bank.createUser('Bakkerij Zonnebloem', '0.00');
  payer = await stack.bank.createUser('Quirina Geheimhouder', '1000.00');
  const partner = new NearClient(api.url, stack.partner.key, stack.partner.redirectUri);
  await run({ ...stack, partner }, api);
  await collectSecrets();
  await Promise.all([worker.stop(), api.stop()]);
  logs = worker.log + api.log;
}, 90_000);

afterAll(() => stack.stop());

/** Leads to the pages of the API process that is listened to, which is not the one that the bank knows. */
class NearClient extends PartnerClient {
  override async createPayment(fields: Record<string, unknown>) {
    const payment = await super.createPayment(fields);
    const { authorisation_url: url } = payment;
    return { ...payment, authorisation_url: url && url.replace(stack.apiUrl, this.apiUrl) };
  }
}

/** A consent, a payment on every rail, a connected account and a refund, a refused call and a lost answer: all that could be tempted to log something. */
async function run(through: ProcessStack, api: AppProcess & { url: string }): Promise<void> {
  const { body } = await through.partner
    .post('/v1/consents', { type: 'payment_initiation', redirect_uri: through.partner.redirectUri })
    .expect(201);
  const consent = body as { id: string; authorisation_url: string };
  const here = (url: string) => url.replace(stack.apiUrl, api.url);
  note('link token of a consent', lastPart(consent.authorisation_url));
  const browser = new PayerBrowser();
  const agreed = await browser.submit(here(consent.authorisation_url));
  note('OAuth state', new URL(agreed.location ?? '').searchParams.get('state'));
  const back = await stack.bank.authorise(payer, agreed.location ?? '');
  note('authorisation code', new URL(back).searchParams.get('code'));
  await browser.open(here(back));
  const authorised = await through.partner.waitFor(`/v1/consents/${consent.id}`, ['authorised']);
  const [account] = authorised['accounts'] as { id: string }[];
  const consenting: ConsentingPayer = { ...payer, consentId: consent.id, accountIdAtPartner: account?.id ?? '' };

  await stack.bank.layFault({ method: 'POST', path: '^/v1/user/\\d+/payment-service' }, { drop: 'after' });
  let paidId = '';
  for (const rail of rails) {
    const payment = await agreePayment(through, rail, consenting, { creditor: shop, waits: false });
    if (rail !== 'draft') note(`link token on ${rail}`, lastPart(payment.pageUrl));
    await authorisePayment(through, payment);
    await through.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    paidId = payment.id;
  }
  await connectByKey(through.partner, shop);
  const refund = await createRefund(through.partner, paidId);
  await through.partner.waitFor(`/v1/payments/${paidId}/refunds/${refund.id}`, ['executed']);
  await through.partner.post('/v1/payments', { debtor: { iban: payer.iban }, creditor: 'nonsense' }).expect(400);
  await new PartnerClient(api.url, `${through.partner.key}x`, '').get('/v1/payments').expect(401);
  await fetch(`${api.url}/oauth/bunq/callback?state=guessed&code=guessed-code-of-somebody`);
  note('code of a forged return', 'guessed-code-of-somebody');
}

async function collectSecrets(): Promise<void> {
  const { variables, canaries } = stack.environment;
  for (const [name, value] of Object.entries(canaries)) note(name, value);
  // The secret's own alphabet has the separator in it: it is the last 43 characters.
  note('API key', stack.partner.key.slice(-43));
  const identity = stack.api.get(TppIdentity);
  note('session token of the TPP', (await identity.psp().session()).token);
  const { tables } = stack.emulator.bank;
  for (const client of tables.oauthClients.all()) note(`client secret ${client.id}`, client.secret);
  for (const key of tables.apiKeys.all()) note(`key at the bank ${key.id}`, key.secret);
  for (const session of tables.sessions.all()) note(`session token ${session.id}`, session.token);
  for (const installation of tables.installations.all()) note(`installation ${installation.id}`, installation.token);
  const keyFile = readFileSync(variables['TPP_PRIVATE_KEY_PATH'] ?? '', 'utf8');
  note('private key of the certificate', keyFile.split('\n')[2]);
  note('any private key', 'PRIVATE KEY-----');
  expect(new X509Certificate(readFileSync(variables['TPP_CERTIFICATE_PATH'] ?? '')).subject).toBeDefined();
  for (const user of [payer, shop]) {
    personal.set(`IBAN of ${user.name}`, user.iban);
    personal.set(`name of ${user.name}`, user.name);
  }
}

function note(what: string, value: string | null | undefined): void {
  // Short or missing values would make the search below meaningless.
  if (!value || value.length < 12) throw new Error(`${what} is no secret to look for`);
  secrets.set(what, value);
}

function lastPart(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? '';
}

/** Names of what `text` holds, as it is, in hexadecimal or in base64. */
function found(text: string, among: ReadonlyMap<string, string>): string[] {
  return [...among].flatMap(([what, value]) => {
    const bytes = Buffer.from(value);
    // Without its ends, base64 of a value is found in base64 of a longer text at one of three offsets.
    const forms = [
      value,
      bytes.toString('hex'),
      ...[0, 1, 2].map((shift) => bytes.subarray(shift).toString('base64').slice(0, 24)),
    ];
    return forms.some((form) => form.length >= 8 && text.includes(form)) ? [what] : [];
  });
}

async function dumpDatabase(): Promise<{ table: string; text: string }[]> {
  return stack.api.get(Transactions).run(async (tx) => {
    const tables = await queryRows<{ name: string; columns: string[] }>(
      tx,
      `SELECT c.table_name AS name, array_agg(c.column_name::text) FILTER (WHERE c.data_type = 'bytea') AS columns
       FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' GROUP BY c.table_name`,
    );
    const dumps = [];
    for (const { name, columns } of tables) {
      const raw = (columns ?? []).map((column) => ` || coalesce(encode("${column}", 'escape'), '')`).join('');
      const rows = await queryRows<{ text: string }>(tx, `SELECT t::text${raw} AS text FROM "${name}" t`);
      dumps.push({ table: name, text: rows.map(({ text }) => text).join('\n') });
    }
    return dumps;
  });
}

async function dumpRedis(): Promise<string> {
  const redis = new Redis(stack.environment.variables['REDIS_URL'] ?? '');
  try {
    const keys = await redis.keys('*');
    const values = await Promise.all(
      keys.map(async (key) => `${key} ${(await redis.dumpBuffer(key))?.toString('latin1') ?? ''}`),
    );
    return values.join('\n');
  } finally {
    redis.disconnect();
  }
}

describe('after a consent and a payment on every rail', () => {
  it('there are secrets of every kind to look for', () => {
    expect(secrets.size).toBeGreaterThan(15);
    expect(found('x'.concat([...secrets.values()][0] ?? ''), secrets)).not.toEqual([]);
  });

  it('the database holds none of them', async () => {
    const dumps = await dumpDatabase();
    expect(dumps.length).toBeGreaterThan(10);
    const hits = dumps.flatMap(({ table, text }) => found(text, secrets).map((what) => `${table}: ${what}`));
    expect(hits).toEqual([]);
    // What payments need is there in clear, so the search does find what is there.
    const everything = dumps.map(({ text }) => text).join('\n');
    expect(found(everything, personal)).toContain(`IBAN of ${payer.name}`);
  });

  it('Redis holds none of them, no IBAN and no name', async () => {
    const dump = await dumpRedis();
    expect(dump).not.toBe('');
    expect(found(dump, new Map([...secrets, ...personal]))).toEqual([]);
  });

  it('the most talkative logs of API and worker hold none of them, no IBAN and no name', () => {
    expect(logs.split('\n').length).toBeGreaterThan(50);
    expect(found(logs, new Map([...secrets, ...personal]))).toEqual([]);
  });
});
