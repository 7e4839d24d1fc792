import { describe, expect, it } from 'vitest';
import { identifyTpp } from '../bank/certificates.js';
import * as golden from '../testing/golden-vectors.js';
import { toAsciiJson } from './json.js';
import { isBodySignedBy } from './signature.js';

const proof = (signature: string, clientPublicKey = golden.clientPublicKey) => ({
  certificate: golden.sealCertificate,
  chain: golden.sealCertificate,
  signature,
  clientPublicKey,
  installationToken: golden.installationToken,
  now: Date.UTC(2030, 0, 1),
});

describe('vectors made with openssl', () => {
  it('verify a signed body, and no other', () => {
    const { body, signature } = golden.signedBody;
    expect(isBodySignedBy(Buffer.from(body), signature, golden.clientPublicKey)).toBe(true);
    expect(isBodySignedBy(Buffer.from(`${body} `), signature, golden.clientPublicKey)).toBe(false);
  });

  it('take a credential over the key with exactly one line feed, however the key was posted', () => {
    const { oneLineFeed } = golden.credentialSignatures;
    for (const posted of [golden.clientPublicKey.trimEnd(), golden.clientPublicKey, `${golden.clientPublicKey}\n`]) {
      expect(identifyTpp(proof(oneLineFeed, posted))).toEqual({
        commonName: 'Golden TPP PISP AISP CBPII',
        distinguishedName: '/CN=Golden TPP PISP AISP CBPII/C=NL',
        roles: ['AISP', 'PISP', 'CBPII'],
      });
    }
  });

  it.each(['noLineFeed', 'twoLineFeeds'] as const)('refuse a credential signed with %s', (name) => {
    expect(() => identifyTpp(proof(golden.credentialSignatures[name]))).toThrow('signature is invalid');
  });

  it('escape what is not ASCII and come back whole', () => {
    const text = 'Café € 5 / 🚀';
    const json = toAsciiJson({ description: text });
    expect(json.toString('latin1')).toBe(String.raw`{"description":"Caf\u00e9 \u20ac 5 / \ud83d\ude80"}`);
    expect(JSON.parse(json.toString('utf8'))).toEqual({ description: text });
  });
});
