import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settlePspDraft } from '../../apps/bunq-emulator/src/bank/psp-drafts.js';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
let payer: BankUser;
let shop: BankUser;

beforeAll(async () => {
  stack = await startStack();
  payer = await stack.bank.createUser('A. Visser', '1000.00');
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
});

afterAll(() => stack.stop());

const order = () => ({
  amount: { value: '12.50', currency: 'EUR' },
  creditor: { name: 'Koffie & Zo', iban: shop.iban },
  remittance_information: 'Order 1042',
  reference: 'order-1042',
  redirect_uri: stack.partner.redirectUri,
  state: 'opaque',
});

describe('a single payment', () => {
  it('moves money once the payer accepts at the bank, and shows the partner every step', async () => {
    const { partner, bank } = stack;
    const payment = await partner.createPayment({ ...order(), debtor: { iban: payer.iban, name: payer.name } });
    expect(payment).toMatchObject({ status: 'received', iso_status: 'RCVD', rail: 'psp_draft', bank_status: null });

    const browser = new PayerBrowser();
    const agreed = await browser.submit(payment.authorisation_url);
    expect(agreed.status).toBe(303);
    expect(agreed.location).toContain('/auth?');
    const back = await browser.open(await bank.authorise(payer, agreed.location ?? ''));
    expect(back.location).toBe(payment.authorisation_url);

    const executed = await partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    expect(executed).toMatchObject({ iso_status: 'ACSC', bank_status: 'ACCEPTED', authorisation_url: null });
    const timeline = await partner.get(`/v1/payments/${payment.id}/timeline`).expect(200);
    expect((timeline.body as { data: { status: string }[] }).data.map(({ status }) => status)).toEqual([
      'received',
      'submitting',
      'awaiting_authorisation',
      'authorised',
      'executed',
      // And at once creditable.
      'executed',
    ]);
    const page = await browser.open(payment.authorisation_url);
    expect(page.html).toContain(`payment_id=${payment.id}`);
  });

  it('is rejected when the payer says no at the bank', async () => {
    const { partner, bank } = stack;
    const payment = await partner.createPayment({ ...order(), debtor: { iban: payer.iban } });
    const browser = new PayerBrowser();
    const agreed = await browser.submit(payment.authorisation_url);
    await browser.open(await bank.authorise(payer, agreed.location ?? '', 'deny'));
    await partner.waitFor(`/v1/payments/${payment.id}`, ['rejected']);
  });

  it('is rejected at once when the payer declines on our page, and nothing reaches the bank', async () => {
    const { partner, bank } = stack;
    const before = (await bank.state()).psp_drafts.length;
    const payment = await partner.createPayment({ ...order(), debtor: { iban: payer.iban } });
    const answer = await new PayerBrowser().submit(
      payment.authorisation_url,
      {},
      `${payment.authorisation_url}/decline`,
    );
    expect(answer.status).toBe(303);
    await partner.waitFor(`/v1/payments/${payment.id}`, ['rejected']);
    expect((await bank.state()).psp_drafts).toHaveLength(before);
  });

  it('needs no IBAN of the payer on the rail issuer_transaction', async () => {
    const { partner, bank } = stack;
    const payment = await partner.createPayment(order());
    expect(payment['rail']).toBe('issuer_transaction');
    const browser = new PayerBrowser();
    await browser.submit(payment.authorisation_url);
    const bankPage = await until(
      'the way to the bank',
      async () => (await browser.open(`${payment.authorisation_url}/bank`)).location?.match(/transactionId=(.+)$/)?.[1],
    );
    await bank.decideIssuerTransaction(payer, bankPage, 'accept');
    const executed = await partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    expect(executed['debtor']).toMatchObject({ iban: payer.iban });
  });

  it('can be cancelled while the payer thinks; the bank withdraws it first', async () => {
    const { partner, bank } = stack;
    const payment = await partner.createPayment({ ...order(), debtor: { iban: payer.iban } });
    await new PayerBrowser().submit(payment.authorisation_url);
    await partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
    await partner.post(`/v1/payments/${payment.id}/cancel`).expect(200);
    const cancelled = await partner.waitFor(`/v1/payments/${payment.id}`, ['cancelled']);
    expect(cancelled['bank_status']).toBe('CANCELLED');
    expect((await bank.state()).psp_drafts.at(-1)?.status).toBe('CANCELLED');
    await partner.post(`/v1/payments/${payment.id}/cancel`).expect(409);
  });

  it('says that it is being stopped, not that it is unpaid, until the bank has withdrawn it', async () => {
    const { partner, bank } = stack;
    const payment = await partner.createPayment({ ...order(), debtor: { iban: payer.iban } });
    const browser = new PayerBrowser();
    await browser.submit(payment.authorisation_url);
    await partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
    await bank.layFault({ method: 'PUT', path: '/v1/user' }, { delay_ms: 1_500 });
    await partner.post(`/v1/payments/${payment.id}/cancel`).expect(200);
    const meanwhile = await browser.open(`${payment.authorisation_url}?lang=en`);
    expect(meanwhile.html).toContain('This payment is being stopped');
    expect(meanwhile.html).not.toContain('Nothing has been paid');
    await partner.waitFor(`/v1/payments/${payment.id}`, ['cancelled']);
    expect((await browser.open(`${payment.authorisation_url}?lang=en`)).html).toContain('Nothing has been paid');
  });

  it('is rejected when the payer turns back at the bank without deciding; the bank withdraws it', async () => {
    const { partner, bank } = stack;
    const payment = await partner.createPayment({ ...order(), debtor: { iban: payer.iban } });
    const browser = new PayerBrowser();
    const agreed = await browser.submit(payment.authorisation_url);
    const state = new URL(agreed.location ?? '').searchParams.get('state') ?? '';
    const back = await browser.open(
      `${stack.apiUrl}/oauth/bunq/callback?error=access_denied&state=${encodeURIComponent(state)}`,
    );
    expect(back.location).toBe(payment.authorisation_url);
    const rejected = await partner.waitFor(`/v1/payments/${payment.id}`, ['rejected']);
    expect(rejected['bank_status']).toBe('CANCELLED');
    expect((await bank.state()).psp_drafts.at(-1)?.status).toBe('CANCELLED');
  });

  it('is expired when the bank sent the payer back because its time was over', async () => {
    const { partner, emulator } = stack;
    const payment = await partner.createPayment({ ...order(), debtor: { iban: payer.iban } });
    const browser = new PayerBrowser();
    const agreed = await browser.submit(payment.authorisation_url);
    const state = new URL(agreed.location ?? '').searchParams.get('state') ?? '';
    const draft = emulator.bank.tables.pspDrafts.all().at(-1);
    if (draft) settlePspDraft(emulator.bank, draft, 'EXPIRED');
    await browser.open(`${stack.apiUrl}/oauth/bunq/callback?error=access_denied&state=${encodeURIComponent(state)}`);
    const ended = await partner.waitFor(`/v1/payments/${payment.id}`, ['rejected', 'expired']);
    expect(ended).toMatchObject({ status: 'expired', bank_status: 'EXPIRED' });
  });
});
