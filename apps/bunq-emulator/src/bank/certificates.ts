import { verify, X509Certificate } from 'node:crypto';
import { pspRole, type PspRole } from './records.js';
import { invalid } from './refusal.js';

/** What a QSEAL certificate says about the TPP it was issued to. */
export interface TppIdentity {
  commonName: string;
  /** In the form `/CN=My App PISP AISP/C=NL`. */
  distinguishedName: string;
  roles: PspRole[];
}

interface CredentialProof {
  certificate: string;
  chain: string;
  /** Over the client's public key and the installation token, made with the key of the certificate. */
  signature: string;
  clientPublicKey: string;
  installationToken: string;
  /** Milliseconds. */
  now: number;
}

/** @throws Refusal 400 when the certificate, its chain or the signature does not hold */
export function identifyTpp(proof: CredentialProof): TppIdentity {
  const certificate = certificatesIn(proof.certificate)[0];
  if (certificate === undefined) throw invalid('The certificate is not valid.');
  if (proof.now < certificate.validFromDate.getTime() || proof.now > certificate.validToDate.getTime()) {
    throw invalid('The certificate is not valid at this time.');
  }
  if (!certificatesIn(proof.chain).some((issuer) => isIssuedBy(certificate, issuer))) {
    throw invalid('The certificate chain does not lead to the issuer of the certificate.');
  }
  const signed = credentialBytes(proof.clientPublicKey, proof.installationToken);
  if (!verify('sha256', signed, certificate.publicKey, Buffer.from(proof.signature, 'base64'))) {
    throw invalid('The client public key signature is invalid.');
  }
  return identityIn(certificate);
}

/**
 * The bytes a TPP signs: its public key in PEM ending in exactly one line feed, then the installation token. The key is stored as it was
 * posted, and some clients post it without the last line feed they sign with.
 */
export function credentialBytes(clientPublicKey: string, installationToken: string): Buffer {
  return Buffer.from(`${clientPublicKey.replace(/[\r\n]+$/, '')}\n${installationToken}`, 'utf8');
}

function identityIn(certificate: X509Certificate): TppIdentity {
  const parts = certificate.subject.split('\n').filter((part) => part !== '');
  const commonName = parts.find((part) => part.startsWith('CN='))?.slice(3);
  if (commonName === undefined || commonName.length > 64) throw invalid('The certificate has no usable common name.');
  const roles = pspRole.options.filter((role) => commonName.toUpperCase().includes(role));
  if (roles.length === 0)
    throw invalid('The certificate names no role: its common name must contain PISP, AISP or CBPII.');
  return { commonName, distinguishedName: `/${parts.join('/')}`, roles };
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (cause) {
    throw Object.assign(invalid('The certificate is not valid.'), { cause });
  }
}
