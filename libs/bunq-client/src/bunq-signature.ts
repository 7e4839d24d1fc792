import { createPrivateKey, createPublicKey, generateKeyPair, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const algorithm = 'RSA-SHA256';
const generate = promisify(generateKeyPair);

export interface BunqKeyPair {
  /** PKCS#8 PEM */
  privateKeyPem: string;
  /** SPKI PEM, as bunq's `installation` takes it */
  publicKeyPem: string;
}

/** Makes the RSA-2048 key pair of one installation. */
export async function generateBunqKeyPair(): Promise<BunqKeyPair> {
  const { privateKey, publicKey } = await generate('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privateKeyPem: privateKey, publicKeyPem: publicKey };
}

/**
 * Signs exactly these bytes (RSASSA-PKCS1-v1_5, SHA-256). bunq signs bodies only: no method, path or headers.
 *
 * @returns base64 on one line
 * @see bunq documentation, Signing
 */
export function signBunqBytes(bytes: Uint8Array, privateKeyPem: string): string {
  return sign(algorithm, bytes, privateKeyOf(privateKeyPem)).toString('base64');
}

/** Whether `signature` (base64) is bunq's over exactly these bytes; false for anything malformed. */
export function verifyBunqBytes(bytes: Uint8Array, signature: string, publicKeyPem: string): boolean {
  const raw = Buffer.from(signature, 'base64');
  // Node reads base64 generously: without this an altered last character could mean the same bytes and pass.
  return raw.toString('base64') === signature && verify(algorithm, bytes, publicKeyOf(publicKeyPem), raw);
}

/**
 * The bytes a PSP signs with its QSEAL key to register: the client public key PEM as posted to `installation`, ending in
 * exactly one line feed, directly followed by the installation token.
 *
 * bunq's page speaks of the server's key here; its own script, its SDKs and recorded samples use the client's.
 */
export function pspCredentialBytes(clientPublicKeyPem: string, installationToken: string): Buffer {
  return Buffer.from(`${normalisePem(clientPublicKeyPem)}${installationToken}`, 'utf8');
}

/** The PEM ending in exactly one line feed. */
export function normalisePem(pem: string): string {
  return `${pem.replace(/[\r\n]+$/, '')}\n`;
}

// Parsing a PEM costs as much as a signature and there are only a few keys in a process: the last ones stay parsed.
const parsedKeys = 8;
const privateKeyOf = rememberKeys(createPrivateKey);
const publicKeyOf = rememberKeys(createPublicKey);

function rememberKeys(parse: (pem: string) => KeyObject): (pem: string) => KeyObject {
  const keys = new Map<string, KeyObject>();
  return (pem) => {
    const known = keys.get(pem);
    if (known) return known;
    const [oldest] = keys.keys();
    if (oldest !== undefined && keys.size >= parsedKeys) keys.delete(oldest);
    const key = parse(pem);
    keys.set(pem, key);
    return key;
  };
}
