import 'reflect-metadata'; // The certificate library's dependency injection asks for it.
import { randomBytes, webcrypto } from 'node:crypto';
import { KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } from '@peculiar/x509';

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const validForYears = 2;

/**
 * A self-signed stand-in for the TPP's QSEAL certificate. bunq's sandbox grants the roles it finds in the common name, which must
 * be unique there and at most 64 characters.
 */
export async function makeTestCertificate(): Promise<{ certificatePem: string; privateKeyPem: string }> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const notBefore = new Date(Date.now() - 3_600_000);
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + validForYears);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      // A serial number is positive: its first bit must be 0.
      serialNumber: `01${randomBytes(15).toString('hex')}`,
      name: `CN=Sluis Test TPP PISP AISP CBPII ${randomBytes(6).toString('hex')}, O=Sluis Test TPP, C=NL`,
      notBefore,
      notAfter,
      signingAlgorithm: algorithm,
      keys,
      // It is its own issuer, and a chain check wants to see that it may issue.
      extensions: [
        new KeyUsagesExtension(
          KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation | KeyUsageFlags.keyCertSign,
          true,
        ),
      ],
    },
    webcrypto,
  );
  const privateKey = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const lines = privateKey.match(/.{1,64}/g) ?? [];
  return {
    certificatePem: `${certificate.toString('pem').trimEnd()}\n`,
    privateKeyPem: `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`,
  };
}
