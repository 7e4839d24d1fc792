// @peculiar/x509 needs the metadata polyfill before it loads.
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import * as x509 from '@peculiar/x509';
import { type BunqCaller, type BunqHttp, sandboxUser, type TppIdentityInput } from '@sluis/bunq-client';
import { z } from 'zod';
import { waitForPayments } from './contract-person.js';
import { startEmulator } from '../../apps/bunq-emulator/src/index.js';

/** A bank to hold the same suite against. */
export interface ContractBank {
  apiUrl: string;
  authorizeUrl: string;
  tokenUrl: string;
  allowInsecureHttp: boolean;
  identity: TppIdentityInput;
  sessionIntervalMs: number;
  /** a new user of the bank; its own API key */
  newPerson(http: BunqHttp): Promise<string>;
  /** leaves a person's account with money and at least two payments */
  makePayments(person: BunqCaller, monetaryAccountId: number): Promise<void>;
  /** the PSU and the accidents; only a bank of our own lends a hand */
  hand(path: string, body: unknown): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface ContractCandidate {
  name: string;
  /** whether the bank lends a hand for what only a PSU, or an accident, can do */
  hasHand: boolean;
  open: () => Promise<ContractBank>;
}

const { BUNQ_SANDBOX_CERTIFICATE: certificate, BUNQ_SANDBOX_PRIVATE_KEY: privateKey } = process.env;
const sandbox: ContractCandidate[] =
  certificate && privateKey
    ? [{ name: 'bunq sandbox', hasHand: false, open: () => openSandbox(certificate, privateKey) }]
    : [];

/** The banks that every suite here is held against. */
export const candidates: ContractCandidate[] = [{ name: 'emulator', hasHand: true, open: openEmulator }, ...sandbox];

/** What to say about the bank that is missing. */
export const notHeld = sandbox.length === 0 ? ['bunq sandbox skipped: no sandbox credentials'] : [];

export async function openEmulator(): Promise<ContractBank> {
  const emulator = await startEmulator({ port: 0 });
  const hand: ContractBank['hand'] = async (path, body) => {
    const response = await fetch(`${emulator.url}/_emulator/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return z.record(z.string(), z.unknown()).parse(await response.json());
  };
  return {
    apiUrl: `${emulator.url}/v1`,
    authorizeUrl: `${emulator.url}/auth`,
    tokenUrl: `${emulator.url}/v1/token`,
    allowInsecureHttp: true,
    identity: await selfSignedIdentity('Contract AISP PISP CBPII'),
    sessionIntervalMs: 0,
    newPerson: async () =>
      apiKeySchema.parse(await hand('users', { name: 'Contract Person', balance: '300.00' })).api_key,
    // The opening balance is the other one.
    makePayments: (person, monetaryAccountId) =>
      post(person, monetaryAccountId, 'payment', {
        amount: { value: '1.00', currency: 'EUR' },
        counterparty_alias: { type: 'IBAN', value: 'NL14RABO0169202917', name: 'Contract Shop' },
        description: 'Contract',
      }),
    hand,
    close: () => emulator.close(),
  };
}

/** @param certificate @param privateKey PEM, or the path of a PEM file */
async function openSandbox(certificate: string, privateKey: string): Promise<ContractBank> {
  const certificatePem = pemOf(certificate);
  return {
    apiUrl: 'https://public-api.sandbox.bunq.com/v1',
    authorizeUrl: 'https://oauth.sandbox.bunq.com/auth',
    tokenUrl: 'https://api-oauth.sandbox.bunq.com/v1/token',
    allowInsecureHttp: false,
    identity: {
      certificatePem,
      certificateChainPem: certificatePem,
      certificatePrivateKeyPem: pemOf(privateKey),
      description: 'contract suite',
      permittedIps: ['*'],
    },
    sessionIntervalMs: 31_000,
    newPerson: (http) => sandboxUser.createPerson(http),
    async makePayments(person, monetaryAccountId) {
      for (const value of ['100.00', '200.00']) {
        await post(person, monetaryAccountId, 'request-inquiry', {
          amount_inquired: { value, currency: 'EUR' },
          counterparty_alias: { type: 'EMAIL', value: 'sugardaddy@bunq.com', name: 'Sugar Daddy' },
          description: 'Contract',
          allow_bunqme: false,
        });
      }
      await waitForPayments(person, monetaryAccountId, 2);
    },
    hand: () => Promise.reject(new Error('this bank lends no hand')),
    close: async () => {},
  };
}

const apiKeySchema = z.object({ api_key: z.string() });

async function post(person: BunqCaller, monetaryAccountId: number, what: string, body: unknown): Promise<void> {
  const endpoint = `user/{userId}/monetary-account/{monetaryAccountId}/${what}`;
  await person.send({ method: 'POST', endpoint, params: { monetaryAccountId }, body: JSON.stringify(body) });
}

async function selfSignedIdentity(commonName: string): Promise<TppIdentityInput> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const name = `CN=${commonName}, C=NL`;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({ name, keys, signingAlgorithm: algorithm });
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificatePem: certificate.toString('pem'),
    certificateChainPem: certificate.toString('pem'),
    certificatePrivateKeyPem: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
    description: 'contract suite',
    permittedIps: ['*'],
  };
}

function pemOf(value: string): string {
  return value.includes('-----BEGIN') ? value : readFileSync(value, 'utf8');
}
