import 'reflect-metadata';
import { sign, webcrypto } from 'node:crypto';
import { KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { z } from 'zod';
import { credentialBytes } from '../bank/certificates.js';
import { idOf, part, type Reply, TestClient } from './test-client.js';

export interface SealCertificate {
  pem: string;
  privateKey: KeyObject;
}

/** A self-signed certificate as bunq's sandbox takes it. */
export async function makeCertificate(
  name: string,
  notAfter = new Date(Date.now() + 86_400_000),
): Promise<SealCertificate> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    { name, notBefore: new Date(Date.now() - 172_800_000), notAfter, keys, signingAlgorithm: algorithm },
    webcrypto,
  );
  return { pem: certificate.toString('pem'), privateKey: KeyObject.from(keys.privateKey) };
}

export function requestCredential(
  client: TestClient,
  certificate: SealCertificate,
  signedBytes?: Buffer,
): Promise<Reply> {
  const bytes = signedBytes ?? credentialBytes(client.publicKeyPem, client.installationToken);
  return client.send('POST', '/v1/payment-service-provider-credential', {
    token: client.installationToken,
    body: {
      client_payment_service_provider_certificate: certificate.pem,
      client_payment_service_provider_certificate_chain: certificate.pem,
      client_public_key_signature: sign('sha256', bytes, certificate.privateKey).toString('base64'),
    },
  });
}

/** A TPP that has gone through everything up to its first session. */
export async function registerTpp(url: string, name = 'CN=Test PISP AISP, C=NL'): Promise<TestClient> {
  const client = new TestClient(url);
  await client.install();
  const credential = await requestCredential(client, await makeCertificate(name));
  const secret = z.string().parse(part(credential, 'CredentialPasswordIp')['token_value']);
  await client.registerDevice(secret);
  await client.openSession(secret);
  return client;
}

export interface OauthApp {
  id: number;
  clientId: string;
  secret: string;
  redirectUri: string;
}

export async function registerOauthApp(
  client: TestClient,
  redirectUri = 'https://tpp.example/back',
): Promise<OauthApp> {
  const path = `/v1/user/${client.userId}/oauth-client`;
  const id = idOf(await client.send('POST', path, { body: {} }));
  await client.send('POST', `${path}/${id}/callback-url`, { body: { url: redirectUri } });
  const app = part(await client.send('GET', `${path}/${id}`), 'OauthClient');
  return { id, clientId: z.string().parse(app['client_id']), secret: z.string().parse(app['secret']), redirectUri };
}

export function authoriseUrl(url: string, app: OauthApp, state = 'xyz'): string {
  const query = { response_type: 'code', client_id: app.clientId, redirect_uri: app.redirectUri, state };
  return `${url}/auth?${new URLSearchParams(query).toString()}`;
}

export async function exchange(url: string, app: OauthApp, redirectTo: string): Promise<Response> {
  const code = new URL(redirectTo).searchParams.get('code') ?? '';
  const query = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: app.redirectUri,
    client_id: app.clientId,
    client_secret: app.secret,
  });
  return fetch(`${url}/v1/token?${query.toString()}`, { method: 'POST' });
}
