import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Emulator, startEmulator } from './index.js';
import { control } from './testing/control.js';
import { part, TestClient } from './testing/test-client.js';
import { makeCertificate, registerTpp, requestCredential, type SealCertificate } from './testing/test-tpp.js';

describe('payment-service-provider-credential', () => {
  let emulator: Emulator;
  let certificate: SealCertificate;
  let client: TestClient;

  beforeAll(async () => {
    emulator = await startEmulator();
    certificate = await makeCertificate('CN=Golden PISP, C=NL');
    client = new TestClient(emulator.url);
    await client.install();
  });
  afterAll(() => emulator.close());

  const bytesWith = (lineFeeds: number) =>
    Buffer.from(client.publicKeyPem.trimEnd() + '\n'.repeat(lineFeeds) + client.installationToken);

  it.each([
    [0, 400],
    [1, 200],
    [2, 400],
  ])('over a key with %i trailing line feeds answers %i', async (lineFeeds, status) => {
    expect((await requestCredential(client, certificate, bytesWith(lineFeeds))).status).toBe(status);
  });

  it('accepts a key that was posted without its last line feed but signed with one', async () => {
    const bare = new TestClient(emulator.url);
    const reply = await bare.send('POST', '/v1/installation', {
      body: { client_public_key: bare.publicKeyPem.trimEnd() },
      token: '',
      signature: false,
    });
    bare.installationToken = z.string().parse(part(reply, 'Token')['token']);
    expect((await requestCredential(bare, certificate)).status).toBe(200);
  });

  it('refuses a certificate without a role, one that has lapsed and a chain that leads elsewhere', async () => {
    const roleless = await makeCertificate('CN=Golden, C=NL');
    const lapsed = await makeCertificate('CN=Lapsed PISP, C=NL', new Date(Date.now() - 1000));
    expect((await requestCredential(client, roleless)).status).toBe(400);
    expect((await requestCredential(client, lapsed)).status).toBe(400);
    const chainElsewhere = await client.send('POST', '/v1/payment-service-provider-credential', {
      token: client.installationToken,
      body: {
        client_payment_service_provider_certificate: certificate.pem,
        client_payment_service_provider_certificate_chain: roleless.pem,
        client_public_key_signature: 'AAAA',
      },
    });
    expect(chainElsewhere.error).toContain('chain');
  });

  it('shows the key until its first use', async () => {
    const made = part(await requestCredential(client, certificate), 'CredentialPasswordIp');
    expect(made).toMatchObject({ status: 'PENDING_FIRST_USE', permitted_device: null });
    await client.registerDevice(z.string().parse(made['token_value']));
    const path = `/v1/payment-service-provider-credential/${z.number().parse(made['id'])}`;
    expect(part(await client.send('GET', path), 'CredentialPasswordIp')).toMatchObject({
      status: 'ACTIVE',
      token_value: null,
      expiry_time: null,
      permitted_device: { description: 'test' },
    });
  });

  it('lets a key lapse that nobody used within the hour', async () => {
    const made = part(await requestCredential(client, certificate), 'CredentialPasswordIp');
    await control(emulator.url, 'POST', '/clock', { advance_seconds: 3601 });
    const refused = await client.registerDevice(z.string().parse(made['token_value']));
    expect(refused.error).toBe('User credentials are incorrect. Incorrect API key or IP address.');
  });

  it('gives the roles of the common name, and the same user for the same distinguished name', async () => {
    const funds = await registerTpp(emulator.url, 'CN=Funds CBPII, C=NL');
    expect(part(await funds.send('GET', '/v1/user'), 'UserPaymentServiceProvider')).toMatchObject({
      certificate_distinguished_name: '/CN=Funds CBPII/C=NL',
      session_timeout: 324_000,
    });
    const drafts = await funds.send('GET', `/v1/user/${funds.userId}/payment-service-provider-draft-payment`);
    expect(drafts.status).toBe(403);
    expect((await registerTpp(emulator.url, 'CN=Funds CBPII, C=NL')).userId).toBe(funds.userId);
  });
});
