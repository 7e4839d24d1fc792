import { randomUUID } from 'node:crypto';
import { Money } from '@sluis/money';
import { fromPublicId, Transactions } from '@sluis/persistence';
import { SpendingRules } from '@sluis/spending-rules';
import { toBuffer, toString } from 'qrcode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { BankUser } from '../support/bank-control.js';
import { untilEventsShow } from '../support/events-shown.js';
import type { PartnerClient } from '../support/partner-client.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';

let stack: Stack;
let sql: Sql;
let payer: BankUser;
let shop: BankUser;

const euros = (value: string) => ({ value, currency: 'EUR' });
const linkSchema = z.looseObject({
  id: z.string().startsWith('lnk_'),
  status: z.string(),
  url: z.string(),
  payment_id: z.string().nullable(),
});

beforeAll(async () => {
  stack = await startStack({ overrides: { PAYMENT_UNKNOWN_PAYER_RAIL: 'psp_draft' } });
  sql = await Sql.open(stack.environment.database.url);
  payer = await stack.bank.createUser('A. Visser');
  shop = await stack.bank.createUser('Koffie & Zo');
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

const body = (fields: Record<string, unknown> = {}) => ({
  amount: euros('12.50'),
  creditor: { name: shop.name, iban: shop.iban },
  remittance_information: 'Invoice 7',
  reference: 'invoice-7',
  ...fields,
});

async function createLink(fields: Record<string, unknown> = {}, partner: PartnerClient = stack.partner) {
  const { body: answer } = await partner.post('/v1/payment-links', body(fields)).expect(201);
  return linkSchema.parse(answer);
}

async function readLink(id: string) {
  return linkSchema.parse((await stack.partner.get(`/v1/payment-links/${id}`).expect(200)).body);
}

interface Form {
  csrf: string;
  visit: string;
}

async function openLink(browser: PayerBrowser, url: string): Promise<Form & { html: string; status: number }> {
  const { html, status } = await browser.open(`${url}?lang=en`);
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? '';
  return { csrf: field('csrf'), visit: field('visit'), html, status };
}

function send(browser: PayerBrowser, url: string, { csrf, visit }: Form, amount?: string) {
  const fields = { csrf, visit, ...(amount === undefined ? {} : { amount }) };
  return browser.open(`${url}?lang=en`, { method: 'POST', body: new URLSearchParams(fields) });
}

/** @returns the page of the payment that began */
async function begin(browser: PayerBrowser, url: string, amount?: string): Promise<string> {
  const answer = await send(browser, url, await openLink(browser, url), amount);
  expect(`${answer.status} ${answer.location}`).toMatch(/^303 .*\/pay\//);
  return (answer.location ?? '').replace(/\?.*/, '');
}

async function payAtBank(browser: PayerBrowser, paymentPage: string): Promise<void> {
  const agreed = await browser.submit(paymentPage, { iban: payer.iban });
  await browser.open(await stack.bank.authorise(payer, agreed.location ?? ''));
}

async function paymentsOf(link: { id: string }) {
  const { body: answer } = await stack.partner.get(`/v1/payments?payment_link_id=${link.id}`).expect(200);
  return (answer as { data: { id: string; status: string; payment_link_id: string; amount: object }[] }).data;
}

async function eventsOf(link: { id: string }): Promise<{ type: string; data: object }[]> {
  await untilEventsShow(stack.environment.database.url);
  const answers = await Promise.all(
    ['created', 'paid', 'deactivated', 'expired'].map((what) =>
      stack.partner.get(`/v1/events?type=payment_link.${what}&limit=100`).expect(200),
    ),
  );
  const data = answers.flatMap(({ body: page }) => (page as { data: { type: string; data: { id: string } }[] }).data);
  return data.filter((event) => event.data.id === link.id);
}

describe('a payment link', () => {
  it('is made once per idempotency key, read, listed and told of', async () => {
    const key = randomUUID();
    const first = await stack.partner.post('/v1/payment-links', body(), key).expect(201);
    const again = await stack.partner.post('/v1/payment-links', body(), key).expect(201);
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotent-replayed']).toBe('true');
    const link = linkSchema.parse(first.body);
    expect(first.body).toMatchObject({
      status: 'active',
      version: 1,
      use: 'single',
      amount: euros('12.50'),
      open_amount: null,
      creditor: { name: shop.name, iban: shop.iban, email: null, phone: null },
      remittance_information: 'Invoice 7',
      reference: 'invoice-7',
      redirect_uri: null,
      payment_id: null,
      expires_at: null,
    });
    expect(link.url).toMatch(new RegExp(`^${stack.apiUrl}/link/[A-Za-z0-9_-]{43}$`));
    expect((await stack.partner.get(`/v1/payment-links/${link.id}`)).body).toEqual(first.body);
    const { data } = (await stack.partner.get('/v1/payment-links?limit=1').expect(200)).body as { data: object[] };
    expect(data).toEqual([first.body]);
    await untilEventsShow(stack.environment.database.url);
    const events = await stack.partner.get('/v1/events?limit=1').expect(200);
    expect(events.body).toMatchObject({ data: [{ type: 'payment_link.created', data: { id: link.id } }] });
    expect(events.text).not.toContain('/link/');
  });

  it('begins a payment that carries its id, and is paid', async () => {
    const link = await createLink({ redirect_uri: stack.partner.redirectUri });
    const browser = new PayerBrowser();
    const page = await begin(browser, link.url);
    const [payment] = await paymentsOf(link);
    expect(payment).toMatchObject({ status: 'received', payment_link_id: link.id, amount: euros('12.50') });
    expect(await readLink(link.id)).toMatchObject({ status: 'active', payment_id: payment?.id });
    await payAtBank(browser, page);
    await stack.partner.waitFor(`/v1/payments/${payment?.id}`, ['executed']);
    const paid = await readLink(link.id);
    expect(paid).toMatchObject({ status: 'paid', payment_id: payment?.id, version: 2 });
    expect(Date.parse(String(paid['updated_at']))).toBeGreaterThan(Date.parse(String(paid['created_at'])));
    expect(await eventsOf(link)).toMatchObject([
      { type: 'payment_link.created', data: { status: 'active', version: 1 } },
      { type: 'payment_link.paid', data: { status: 'paid', version: 2, payment_id: payment?.id } },
    ]);
    expect((await openLink(new PayerBrowser(), link.url)).html).toContain('This has been paid');
    expect(
      expectProblem(await stack.partner.post(`/v1/payment-links/${link.id}/deactivate`), {
        status: 409,
        code: 'payment_link_not_usable',
      }).detail,
    ).toContain('paid');
  });

  it('means one payment for one page, however often its form is sent', async () => {
    const link = await createLink({ use: 'multiple' });
    const browser = new PayerBrowser();
    const form = await openLink(browser, link.url);
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(browser, link.url, form)));
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
    expect(await paymentsOf(link)).toHaveLength(1);
    // Another page, another payment; and the first page still leads to the first.
    expect(await begin(browser, link.url)).not.toBe(answers[0]?.location?.replace(/\?.*/, ''));
    expect((await send(browser, link.url, form)).location).toBe(answers[0]?.location);
    expect(await paymentsOf(link)).toHaveLength(2);
  });

  it('takes a page sent by another browser for that browser’s own, and refuses it without its own form token', async () => {
    const link = await createLink({ use: 'multiple' });
    const form = await openLink(new PayerBrowser(), link.url);
    expect((await send(new PayerBrowser(), link.url, form)).status).toBe(403);
    expect(await paymentsOf(link)).toHaveLength(0);
  });

  it('is single-use also for 20 browsers at once: one payment is open, whoever was last has it', async () => {
    const link = await createLink();
    const browsers = Array.from({ length: 20 }, () => new PayerBrowser());
    const forms = await Promise.all(browsers.map((browser) => openLink(browser, link.url)));
    await Promise.all(
      browsers.map((browser, index) => send(browser, link.url, forms[index] ?? { csrf: '', visit: '' })),
    );
    const payments = await paymentsOf(link);
    expect(payments.filter(({ status }) => status === 'received')).toHaveLength(1);
    expect(payments.filter(({ status }) => status !== 'received' && status !== 'cancelled')).toEqual([]);
  });

  it('cannot be paid twice: while one payer is at the bank nobody else begins, and an end without money frees it', async () => {
    const link = await createLink();
    const first = new PayerBrowser();
    const firstPage = await begin(first, link.url);
    await first.submit(firstPage, { iban: payer.iban });
    const second = new PayerBrowser();
    const shown = await openLink(second, link.url);
    expect(shown.html).toContain('This is being paid just now');
    const form = await openLink(first, link.url);
    expect(form.html).toContain('Go on with that payment');
    expect((await send(first, link.url, form)).location).toContain(firstPage);

    const [open] = await paymentsOf(link);
    await stack.partner.post(`/v1/payments/${open?.id}/cancel`).expect(200);
    await stack.partner.waitFor(`/v1/payments/${open?.id}`, ['cancelled']);
    expect(await readLink(link.id)).toMatchObject({ status: 'active', payment_id: null });
    // The same page sent again, by the back button: the payment that it began ended, so it begins another.
    expect(await begin(second, link.url)).not.toBe(firstPage);
    expect(await paymentsOf(link)).toHaveLength(2);
  });

  it('tells a payer whose place another took what happened, and the partner why', async () => {
    const link = await createLink();
    const first = new PayerBrowser();
    const page = await begin(first, link.url);
    await begin(new PayerBrowser(), link.url);
    const english = (await first.open(`${page}?lang=en`)).html;
    expect(english).toMatch(/<title>[^<]*The payment link was opened again/);
    expect(english).not.toContain('cancelled this payment');
    expect(english).toContain(`href="/link/`);
    expect((await first.open(`${page}?lang=nl`)).html).toContain('De betaallink is opnieuw geopend');
    const [taking, superseded] = await paymentsOf(link);
    expect(taking).toMatchObject({ status: 'received', failure: null });
    const failure = { stage: 'authorisation', reason: 'superseded' };
    expect(superseded).toMatchObject({ status: 'cancelled', end_requested: null, failure });
    await stack.partner.post(`/v1/payments/${taking?.id}/cancel`).expect(200);
    expect((await stack.partner.get(`/v1/payments/${taking?.id}`)).body).toMatchObject({ failure: null });
  });

  it('is kept to one open payment by the database itself', async () => {
    const link = await createLink();
    await begin(new PayerBrowser(), link.url);
    const copy = sql.rows(
      `INSERT INTO payments SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(),
         'link_token_hash', '\\x' || md5(random()::text)))).* FROM payments p WHERE payment_link_id = $1`,
      [fromPublicId('paymentLink', link.id) ?? ''],
    );
    await expect(copy).rejects.toThrow('payments_single_use_link');
  });

  it('asks how much where that is open, and takes what lies within', async () => {
    const open = { minimum: euros('1.00'), maximum: euros('50.00') };
    const link = await createLink({ amount: undefined, open_amount: open, use: 'multiple' });
    expect(link['open_amount']).toEqual(open);
    const browser = new PayerBrowser();
    const form = await openLink(browser, link.url);
    for (const [typed, sentence] of [
      ['', 'Enter the amount'],
      ['abc', 'for example 12.50'],
      ['0,99', '€1.00 or more'],
      ['50,01', '€50.00 or less'],
    ] as const) {
      const refused = await send(browser, link.url, form, typed);
      expect(refused.status).toBe(303);
      const shown = await browser.open(refused.location ?? '');
      expect(shown.html).toContain(sentence);
      expect(shown.html).toContain(`value="${typed}"`);
    }
    const chosen = await browser.open(`${link.url}?lang=en&amount=20.00`);
    expect(chosen.html).toContain('value="20.00"');
    expect(chosen.html).not.toContain('aria-invalid');
    expect(await paymentsOf(link)).toEqual([]);
    await begin(browser, link.url, '7,25');
    expect(await paymentsOf(link)).toMatchObject([{ amount: euros('7.25') }]);
  });

  it('is deactivated: nothing begins by it any more, and what has begun goes on', async () => {
    const link = await createLink();
    const browser = new PayerBrowser();
    const page = await begin(browser, link.url);
    const stale = new PayerBrowser();
    const { body: answer } = await stack.partner.post(`/v1/payment-links/${link.id}/deactivate`).expect(200);
    expect(answer).toMatchObject({ status: 'deactivated', version: 2 });
    const shown = await openLink(stale, link.url);
    expect(shown.html).toContain('This link is no longer in use');
    await payAtBank(browser, page);
    const [payment] = await paymentsOf(link);
    await stack.partner.waitFor(`/v1/payments/${payment?.id}`, ['executed']);
    expect(await readLink(link.id)).toMatchObject({ status: 'paid', version: 3 });
    expect((await eventsOf(link)).map(({ type }) => type.split('.')[1]).sort()).toEqual([
      'created',
      'deactivated',
      'paid',
    ]);
  });

  it('refuses a form that was drawn before it was deactivated', async () => {
    const link = await createLink();
    const browser = new PayerBrowser();
    const form = await openLink(browser, link.url);
    await stack.partner.post(`/v1/payment-links/${link.id}/deactivate`).expect(200);
    const sent = await send(browser, link.url, form);
    expect((await browser.open(sent.location ?? '')).html).toContain('This link is no longer in use');
    expect(await paymentsOf(link)).toEqual([]);
  });

  it('expires by our clock, and says so', async () => {
    const link = await createLink({ expires_at: new Date(Date.now() + 1_500).toISOString() });
    await stack.partner.waitFor(`/v1/payment-links/${link.id}`, ['expired']);
    expect((await openLink(new PayerBrowser(), link.url)).html).toContain('The time for this link is up');
    const told = async () => {
      await untilEventsShow(stack.environment.database.url);
      return (await stack.partner.get('/v1/events?type=payment_link.expired').expect(200)).body as object;
    };
    await expect.poll(told).toMatchObject({ data: [{ data: { id: link.id, status: 'expired' } }] });
  });

  it('begins nothing that a spending rule does not allow, and tells the payer that it is not their fault', async () => {
    const partner = await stack.createPartner();
    const limits = { perPayment: Money.ofMinor(1_000n, 'EUR'), perDay: null, perMonth: null, allowedCreditors: null };
    await stack.api.get(Transactions).run((tx) =>
      stack.api.get(SpendingRules).setForPartner(tx, partner.partnerId, limits, {
        actor: { type: 'operator', id: 'test' },
        reason: 'a test',
      }),
    );
    const link = await createLink({}, partner);
    const browser = new PayerBrowser();
    const refused = await send(browser, link.url, await openLink(browser, link.url));
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('you did nothing wrong');
  });

  it('of a suspended partner begins nothing', async () => {
    const partner = await stack.createPartner();
    const link = await createLink({}, partner);
    await sql.rows(`UPDATE partners SET status = 'suspended' WHERE id = $1`, [partner.partnerId]);
    const browser = new PayerBrowser();
    const answer = await send(browser, link.url, await openLink(browser, link.url));
    expect(answer.location).toContain('/link/');
    const count = await sql.value(`SELECT count(*)::int FROM payments WHERE partner_id = $1`, [partner.partnerId]);
    expect(count).toBe(0);
  });
});

describe('a link’s QR code', () => {
  it('is an SVG and a PNG of the wanted size that hold its address', async () => {
    const link = await createLink();
    const svg = await stack.partner.get(`/v1/payment-links/${link.id}/qr.svg`).expect(200);
    expect(svg.headers['content-type']).toBe('image/svg+xml; charset=utf-8');
    const drawing = Buffer.isBuffer(svg.body) ? svg.body.toString() : svg.text;
    expect(drawing).toMatch(/^<svg [^]*<\/svg>\s*$/);
    const png = await stack.partner.get(`/v1/payment-links/${link.id}/qr.png?size=300`).buffer().expect(200);
    expect(png.headers['content-type']).toBe('image/png');
    const image = z.instanceof(Buffer).parse(png.body);
    expect(image.subarray(1, 4).toString()).toBe('PNG');
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([300, 300]);
    const settings = { margin: 4, errorCorrectionLevel: 'M' } as const;
    expect(image).toEqual(await toBuffer(link.url, { ...settings, width: 300 }));
    expect(drawing).toBe(await toString(link.url, { ...settings, type: 'svg' }));
    const wrong = await stack.partner.get(`/v1/payment-links/${link.id}/qr.png?size=64`);
    expectProblem(wrong, { status: 400, code: 'request_invalid', pointer: '/size' });
  });
});

describe('a payment link that is wrong', () => {
  it.each([
    [{ amount: undefined }, '/amount'],
    [{ open_amount: {} }, '/amount'],
    [{ amount: undefined, open_amount: { minimum: euros('5.00'), maximum: euros('4.99') } }, '/open_amount/maximum'],
    [{ amount: euros('0.00') }, '/amount/value'],
    [{ use: 'twice' }, '/use'],
    [{ creditor: { name: 'X' } }, '/creditor'],
    [{ expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
    [{ expires_at: '2126-01-01T00:00:00Z' }, '/expires_at'],
    [{ state: 'x' }, '/state'],
  ])('is refused: %j', async (fields, pointer) => {
    const answer = await stack.partner.post('/v1/payment-links', body(fields));
    expectProblem(answer, { status: 400, code: 'request_invalid', pointer });
  });

  it('is refused with a redirect_uri that is not registered', async () => {
    const answer = await stack.partner.post('/v1/payment-links', body({ redirect_uri: 'https://evil.example/' }));
    expectProblem(answer, { status: 422, code: 'redirect_uri_not_registered', pointer: '/redirect_uri' });
  });

  it('is no filter of payments', async () => {
    const answer = await stack.partner.get('/v1/payments?payment_link_id=pay_1');
    expectProblem(answer, { status: 400, code: 'request_invalid', pointer: '/payment_link_id' });
  });
});
