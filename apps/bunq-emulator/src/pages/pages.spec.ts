import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Emulator, startEmulator } from '../index.js';
import { createUser, type TestUser } from '../testing/control.js';
import { idOf, part, type TestClient } from '../testing/test-client.js';
import { authoriseUrl, type OauthApp, registerOauthApp, registerTpp } from '../testing/test-tpp.js';

const webshop = { type: 'IBAN', value: 'NL14RABO0169202917', name: 'Webshop <b>BV</b>' };

describe('the pages of the bank', () => {
  let emulator: Emulator;
  let tpp: TestClient;
  let app: OauthApp;
  let psu: TestUser;

  beforeAll(async () => {
    emulator = await startEmulator();
    tpp = await registerTpp(emulator.url);
    app = await registerOauthApp(tpp);
    psu = await createUser(emulator.url, { name: 'Anna Visser', balance: '100.00' });
  });
  afterAll(() => emulator.close());

  const order = async (value: string) =>
    idOf(
      await tpp.send('POST', `/v1/user/${tpp.userId}/payment-service-provider-draft-payment`, {
        body: {
          sender_iban: psu.iban,
          counterparty_iban: webshop.value,
          counterparty_name: webshop.name,
          description: 'Order 7',
          amount: { value, currency: 'EUR' },
        },
      }),
    );
  const statusOf = (id: number) => emulator.bank.tables.pspDrafts.get(id)?.status;
  const submit = (path: string, fields: Record<string, string>) =>
    fetch(emulator.url + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  const answerAuth = (fields: Record<string, string>) =>
    submit('/auth', {
      ...Object.fromEntries(new URL(authoriseUrl(emulator.url, app)).searchParams),
      user: String(psu.id),
      account: String(psu.accountId),
      ...fields,
    });

  it('shows an unknown redirect an error and sends nobody there', async () => {
    const url = authoriseUrl(emulator.url, { ...app, redirectUri: `${app.redirectUri}/` });
    const response = await fetch(url, { redirect: 'manual' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Connection not found');
    expect((await submit('/auth', { client_id: app.clientId, redirect_uri: 'https://evil.example' })).status).toBe(400);
  });

  it('asks who the PSU is and shows a QR code, under a policy that allows no script', async () => {
    const response = await fetch(authoriseUrl(emulator.url, app));
    const html = await response.text();
    expect(html).toContain('A. Visser');
    expect(html).toContain('<svg');
    expect(html).not.toContain('Sugar');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });

  it('shows each waiting payment, escaped, and executes what was chosen', async () => {
    const [wanted, unwanted] = [await order('10.00'), await order('20.00')];
    const html = await (await fetch(`${authoriseUrl(emulator.url, app)}&user=${psu.id}`)).text();
    expect(html).toContain('Webshop &lt;b&gt;BV&lt;/b&gt;');
    expect(html).toContain(`name="draft_${wanted}"`);
    const late = await order('30.00');
    const response = await answerAuth({
      decision: 'accept',
      [`draft_${wanted}`]: 'accept',
      [`draft_${unwanted}`]: 'reject',
    });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(/\?code=[0-9a-f]{64}&state=xyz$/);
    expect([wanted, unwanted, late].map(statusOf)).toEqual(['ACCEPTED', 'REJECTED', 'PENDING']);
  });

  it('returns with access_denied when the PSU declines', async () => {
    const response = await answerAuth({ decision: 'deny' });
    expect(response.headers.get('location')).toContain('error=access_denied');
  });

  it('stays on the page with the reason when the money is not there', async () => {
    const draft = await order('5000.00');
    const response = await answerAuth({ decision: 'accept', [`draft_${draft}`]: 'accept' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('insufficient funds');
    expect(statusOf(draft)).toBe('PENDING');
  });

  it('lets the PSU pay an issuer transaction and returns to the shop', async () => {
    const path = `/v1/user/${tpp.userId}/payment-service-provider-issuer-transaction`;
    const body = {
      counterparty_alias: webshop,
      amount: { value: '3.00', currency: 'EUR' },
      description: 'Order 9',
      url_redirect: 'https://shop.example/done?order=9',
    };
    const id = idOf(await tpp.send('POST', path, { body }));
    const read = part(await tpp.send('GET', `${path}/${id}`), 'PaymentServiceProviderIssuerTransaction');
    const transactionId = z.string().parse(read['public_uuid']);
    expect(await (await fetch(`${emulator.url}/psp?transactionId=${transactionId}`)).text()).toContain('A. Visser');
    const fields = { transactionId, user: String(psu.id), account: String(psu.accountId), decision: 'accept' };
    const response = await submit('/psp', fields);
    expect([response.status, response.headers.get('location')]).toEqual([303, body.url_redirect]);
    expect((await submit('/psp', fields)).status).toBe(400);
  });

  it('shows the app with what is connected and stops it', async () => {
    const home = `/app/${psu.id}`;
    const html = await (await fetch(emulator.url + home)).text();
    const stop = /action="([^"]+\/stop)"/.exec(html)?.[1] ?? '';
    expect(html).toContain('no real money');
    expect((await submit(stop, {})).headers.get('location')).toBe(`${home}?done=stopped`);
    expect(await (await fetch(emulator.url + home)).text()).toContain('No service has access');
  });
});
