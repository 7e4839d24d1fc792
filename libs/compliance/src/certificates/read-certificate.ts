import { X509Certificate } from 'node:crypto';

export interface CertificateFacts {
  fingerprint: string;
  subject: string;
  issuer: string;
  serial: string;
  notBefore: Date;
  notAfter: Date;
  pem: string;
}

const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** Whether a text has what must never be handed in here. */
export function hasPrivateKey(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
}

/**
 * Every certificate of a PEM text.
 *
 * @throws Error one of them cannot be read
 */
export function readCertificates(text: string): CertificateFacts[] {
  return [...text.matchAll(block)].map(([pem]) => {
    const certificate = new X509Certificate(pem);
    return {
      fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      subject: inOneLine(certificate.subject),
      issuer: inOneLine(certificate.issuer),
      serial: certificate.serialNumber.toLowerCase(),
      notBefore: certificate.validFromDate,
      notAfter: certificate.validToDate,
      pem: `${pem}\n`,
    };
  });
}

function inOneLine(name: string): string {
  return name.split('\n').join(', ');
}
