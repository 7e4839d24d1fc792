import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from './index.js';
import { control, createUser, type TestUser } from './testing/control.js';
import { connectedClient, idOf, part, type TestClient } from './testing/test-client.js';

describe('requests for money', () => {
  let emulator: Emulator;
  let shop: TestClient;
  let merchant: TestUser;
  let payer: TestUser;
  let payerClient: TestClient;
  let inquiries: string;
  let responses: string;

  beforeAll(async () => {
    emulator = await startEmulator();
    merchant = await createUser(emulator.url, { type: 'company', name: 'Bakkerij Vos' });
    payer = await createUser(emulator.url, {
      balance: '100.00',
      email: 'payer@emulator.test',
      date_of_birth: '2008-06-01',
    });
    shop = await connectedClient(emulator.url, merchant.apiKey);
    payerClient = await connectedClient(emulator.url, payer.apiKey);
    inquiries = `/v1/user/${merchant.id}/monetary-account/${merchant.accountId}/request-inquiry`;
    responses = `/v1/user/${payer.id}/monetary-account/${payer.accountId}/request-response`;
  });
  afterAll(() => emulator.close());

  const body = (value = '12.5', more: Record<string, unknown> = {}) => ({
    amount_inquired: { value, currency: 'EUR' },
    counterparty_alias: { type: 'EMAIL', value: 'payer@emulator.test' },
    description: 'Bread',
    allow_bunqme: false,
    ...more,
  });
  const ask = (value?: string, more?: Record<string, unknown>) =>
    shop.send('POST', inquiries, { body: body(value, more) });
  const read = async (id: number) => part(await shop.send('GET', `${inquiries}/${id}`), 'RequestInquiry');
  const latest = async () => part(await payerClient.send('GET', `${responses}?count=1`), 'RequestResponse');
  const respond = async (fields: Record<string, unknown>, options = {}) =>
    payerClient.send('PUT', `${responses}/${String((await latest())['id'])}`, { body: fields, ...options });

  it('are paid when the payer accepts: money, both sides and a payment of sub type REQUEST', async () => {
    const id = idOf(await ask('12.5', { merchant_reference: 'order-1', redirect_url: 'https://shop.example/back' }));
    expect(await read(id)).toMatchObject({
      status: 'PENDING',
      amount_inquired: { value: '12.50', currency: 'EUR' },
      amount_responded: null,
      bunqme_share_url: null,
      merchant_reference: 'order-1',
      redirect_url: 'https://shop.example/back',
      counterparty_alias: { iban: payer.iban },
    });
    expect(await latest()).toMatchObject({ status: 'PENDING', type: 'INTERNAL', alias: { iban: payer.iban } });
    const accepted = await respond({ status: 'ACCEPTED', amount_responded: { value: '12.50', currency: 'EUR' } });
    expect(part(accepted, 'RequestResponse')).toMatchObject({
      status: 'ACCEPTED',
      amount_responded: { value: '12.50' },
    });
    expect(await read(id)).toMatchObject({ status: 'ACCEPTED', time_responded: expect.stringMatching(/^\d{4}-/) });
    const [paid] = emulator.bank.tables.payments.where('account', merchant.accountId).slice(-1);
    expect(paid).toMatchObject({ amount: 1250n, subType: 'REQUEST', merchantReference: 'order-1' });
    expect((await respond({ status: 'ACCEPTED' })).error).toContain('is ACCEPTED');
  });

  it('want a signature for a yes, the exact amount, and money on the account', async () => {
    await ask('500.00');
    const unsigned = await respond({ status: 'ACCEPTED' }, { signature: false });
    expect(unsigned.status).toBe(466);
    expect((await respond({ status: 'ACCEPTED', amount_responded: { value: '1', currency: 'EUR' } })).status).toBe(400);
    expect((await respond({ status: 'ACCEPTED' })).error).toContain('insufficient funds');
    expect((await latest())['status']).toBe('PENDING');
    expect(part(await respond({ status: 'REJECTED' }), 'RequestResponse')['status']).toBe('REJECTED');
  });

  it('are revoked by whoever asked, once, and answer with the whole request', async () => {
    const id = idOf(await ask('1.00'));
    const put = (status: string) => shop.send('PUT', `${inquiries}/${id}`, { body: { status } });
    expect((await put('ACCEPTED')).status).toBe(400);
    const revoked = part(await put('REVOKED'), 'RequestInquiry');
    expect(revoked).toMatchObject({ status: 'REVOKED', user_alias_revoked: { display_name: 'Bakkerij Vos' } });
    expect((await latest())['status']).toBe('REVOKED');
    expect((await put('REVOKED')).status).toBe(400);
  });

  it('lapse on the clock of the bank', async () => {
    const id = idOf(await ask('1.00'));
    const before = await read(id);
    expect(Date.parse(`${String(before['time_expiry'])}Z`) - Date.parse(`${String(before['created'])}Z`)).toBe(
      2_592_000_000,
    );
    // Sessions end long before.
    await control(emulator.url, 'POST', '/clock', { advance_seconds: 2_592_001 });
    expect(emulator.bank.tables.requestInquiries.get(id)?.status).toBe('EXPIRED');
    await shop.openSession(merchant.apiKey);
    await payerClient.openSession(payer.apiKey);
    expect((await latest())['status']).toBe('EXPIRED');
  });

  it('respect an age and addresses that were asked for', async () => {
    await ask('1.00', { minimum_age: 30 });
    expect((await respond({ status: 'ACCEPTED' })).error).toContain('at least 30 years');
    expect((await ask('1.00', { minimum_age: 11 })).status).toBe(400);
    const id = idOf(await ask('1.00', { minimum_age: 18, require_address: 'BILLING' }));
    expect((await respond({ status: 'ACCEPTED' })).error).toBe('Missing field "address_billing".');
    const address_billing = {
      street: 'Dorpsstraat',
      house_number: '3',
      postal_code: '1234AB',
      city: 'Ede',
      country: 'NL',
    };
    expect((await respond({ status: 'ACCEPTED', address_billing })).status).toBe(200);
    expect(await read(id)).toMatchObject({ address_billing, address_shipping: null });
  });

  it('go out as a link to somebody who is no customer, when that is allowed', async () => {
    const nobody = { counterparty_alias: { type: 'EMAIL', value: 'nobody@else.example' } };
    expect((await ask('1.00', nobody)).status).toBe(400);
    const id = idOf(await ask('1.00', { ...nobody, allow_bunqme: true }));
    expect((await read(id))['bunqme_share_url']).toMatch(/^https:\/\/bunq\.me\//);
    const nameless = { counterparty_alias: { type: 'IBAN', value: payer.iban } };
    expect((await ask('1.00', nameless)).error).toContain('name is required');
    const { allow_bunqme: _left, ...incomplete } = body();
    expect((await shop.send('POST', inquiries, { body: incomplete })).error).toBe('Missing field "allow_bunqme".');
  });

  it('to Sugar Daddy are paid at once up to 500 euros', async () => {
    const sugar = { counterparty_alias: { type: 'EMAIL', value: 'sugardaddy@bunq.com' } };
    const [paid, waiting] = [idOf(await ask('500', sugar)), idOf(await ask('500.01', sugar))];
    expect([(await read(paid))['status'], (await read(waiting))['status']]).toEqual(['ACCEPTED', 'PENDING']);
  });

  it('are answered by the hand of the PSU', async () => {
    const id = idOf(await ask('2.00'));
    const answer = await control(emulator.url, 'POST', `/psu/${payer.id}/requests/${id}`, { decision: 'accept' });
    expect(answer.body).toEqual({ status: 'ACCEPTED' });
    const { requests } = (await control(emulator.url, 'GET', '/state')).body;
    expect(requests).toContainEqual(
      expect.objectContaining({
        id,
        status: 'ACCEPTED',
        payer_account_id: payer.accountId,
        payment_id: expect.any(Number),
      }),
    );
    expect(
      (await control(emulator.url, 'POST', `/psu/${merchant.id}/requests/${id}`, { decision: 'reject' })).status,
    ).toBe(404);
  });

  it('are refunded when the payer asks for it, which the asking side may or may not be shown', async () => {
    const id = idOf(await ask('3.00'));
    const hand = (path: string, body: object) => control(emulator.url, 'POST', path, body);
    const refund = `/psu/${payer.id}/requests/${id}/refund`;
    expect((await hand(refund, { step: 'ask' })).status).toBe(400);
    await hand(`/psu/${payer.id}/requests/${id}`, { decision: 'accept' });
    expect((await hand(refund, { step: 'give' })).status).toBe(400);
    expect((await hand(refund, { step: 'ask' })).body).toEqual({ status: 'REFUND_REQUESTED' });
    expect(await latest()).toMatchObject({
      status: 'REFUND_REQUESTED',
      time_refund_requested: expect.stringMatching(/^\d{4}-/),
      time_refunded: null,
    });
    expect((await hand(refund, { step: 'give' })).body).toEqual({ status: 'REFUNDED' });
    expect((await read(id))['status']).toBe('REFUNDED');
    await hand('/switches', { inquiriesShowRefunds: false });
    expect((await read(id))['status']).toBe('ACCEPTED');
    const [back] = emulator.bank.tables.payments.where('account', payer.accountId).slice(-1);
    expect(back).toMatchObject({ amount: 300n, subType: 'REVERSAL' });
  });

  it('sent as a link are paid by somebody who is no customer, once', async () => {
    const nobody = { counterparty_alias: { type: 'EMAIL', value: 'nobody@else.example' }, allow_bunqme: true };
    const id = idOf(await ask('4.00', nobody));
    const pay = () => control(emulator.url, 'POST', `/links/${id}/pay`, {});
    expect((await pay()).body).toEqual({ status: 'ACCEPTED' });
    expect((await pay()).status).toBe(400);
    expect(await read(id)).toMatchObject({ status: 'ACCEPTED', amount_responded: { value: '4.00' } });
  });

  it('come in batches whose sum must be right', async () => {
    const path = inquiries.replace(/$/, '-batch');
    const request_inquiries = [body('1.00'), body('2.00')];
    const post = (value: string) =>
      shop.send('POST', path, { body: { request_inquiries, total_amount_inquired: { value, currency: 'EUR' } } });
    expect((await post('4.00')).status).toBe(400);
    const id = idOf(await post('3.00'));
    const batch = part(await shop.send('GET', `${path}/${id}`), 'RequestInquiryBatch');
    expect(batch['request_inquiries']).toMatchObject([{ RequestInquiry: { batch_id: id } }, { RequestInquiry: {} }]);
    await respond({ status: 'ACCEPTED' });
    await shop.send('PUT', `${path}/${id}`, { body: { status: 'REVOKED' } });
    const statuses = emulator.bank.tables.requestInquiries
      .all()
      .slice(-2)
      .map(({ status }) => status);
    expect(statuses).toEqual(['REVOKED', 'ACCEPTED']);
  });

  it('find no money on an account that the bank blocked, until it lifts the block', async () => {
    const id = idOf(await ask('1.00'));
    const account = `/psu/${payer.id}/accounts/${payer.accountId}`;
    await control(emulator.url, 'POST', account, { blocked: 'ONLY_ACCEPTING_INCOMING' });
    const accept = () => control(emulator.url, 'POST', `/psu/${payer.id}/requests/${id}`, { decision: 'accept' });
    expect((await accept()).status).toBe(400);
    const path = `/v1/user/${payer.id}/monetary-account-bank/${payer.accountId}`;
    expect(part(await payerClient.send('GET', path), 'MonetaryAccountBank')).toMatchObject({
      status: 'BLOCKED',
      sub_status: 'ONLY_ACCEPTING_INCOMING',
    });
    expect((await payerClient.send('PUT', path, { body: { status: 'ACTIVE' } })).status).toBe(400);
    await control(emulator.url, 'POST', account, { blocked: false });
    expect((await accept()).status).toBe(200);
  });

  it('carry pictures, which the payer may look at', async () => {
    const account = `/v1/user/${merchant.id}/monetary-account/${merchant.accountId}`;
    const raw = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 10]);
    const upload = (type: string, description = 'Receipt') =>
      shop.send('POST', `${account}/attachment`, {
        raw,
        headers: { 'Content-Type': type, 'X-Bunq-Attachment-Description': description },
      });
    expect((await upload('application/pdf')).status).toBe(400);
    expect((await upload('image/png', ' ')).error).toContain('X-Bunq-Attachment-Description');
    const id = idOf(await upload('image/png'));
    const content = await shop.fetchFile(`${account}/attachment/${id}/content`);
    expect(content).toMatchObject({ status: 200, contentType: 'image/png', isSigned: true });
    expect(content.bytes.equals(raw)).toBe(true);
    const seen = `/v1/user/${payer.id}/attachment/${id}/content`;
    expect((await payerClient.fetchFile(seen)).status).toBe(404);
    expect((await ask('1.00', { attachment: [{ id: 999_999_999 }] })).status).toBe(404);
    await ask('1.00', { attachment: [{ id }] });
    expect((await latest())['attachment']).toMatchObject([{ description: 'Receipt', content_type: 'image/png' }]);
    expect((await payerClient.fetchFile(seen)).bytes.equals(raw)).toBe(true);
  });

  it('keep public pictures for everybody with a session', async () => {
    const headers = { 'Content-Type': 'image/gif', 'X-Bunq-Attachment-Description': 'Logo' };
    const uuid = String(
      part(await shop.send('POST', '/v1/attachment-public', { raw: Buffer.from('GIF89a'), headers }), 'Uuid')['uuid'],
    );
    const read = part(await payerClient.send('GET', `/v1/attachment-public/${uuid}`), 'AttachmentPublic');
    expect(read).toMatchObject({ uuid, attachment: { content_type: 'image/gif', description: 'Logo' } });
    const file = await payerClient.fetchFile(`/v1/attachment-public/${uuid}/content`);
    expect([file.bytes.toString(), file.contentType]).toEqual(['GIF89a', 'image/gif']);
  });
});
