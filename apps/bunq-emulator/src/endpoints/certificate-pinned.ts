import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { invalid } from '../bank/refusal.js';
import type { Role } from '../http/caller.js';
import { type Endpoint, noFields, sessionEndpoint } from '../http/endpoint.js';
import { listing } from '../http/listing.js';
import { answer, idAnswer, type Json } from '../wire/envelope.js';

const path = '/v1/user/:userId/certificate-pinned';
const allow: readonly Role[] = ['own', 'psp'];

const certificates = listing({
  path,
  allow,
  param: 'pinnedId',
  what: 'certificate',
  visible: ({ bank, caller }) => bank.tables.pinnedCertificates.where('user', caller.user.id),
  object: (_bank, pinned) => pinnedObject(pinned),
});

export const certificatePinnedEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body: z.object({ certificate_chain: z.array(z.object({ certificate: z.string() })) }),
    handle({ bank, caller, body }) {
      const chain = body.certificate_chain.map(({ certificate }) => certificate);
      if (chain.length === 0 || !chain.every(isCertificate)) throw invalid('The certificate chain is not valid.');
      const row = { ...bank.newRow(), userId: caller.user.id, chain: chain.join('\n') };
      return idAnswer(bank.tables.pinnedCertificates.insert(row).id);
    },
  }),
  certificates.list,
  certificates.get,
  sessionEndpoint({
    method: 'DELETE',
    path: `${path}/:pinnedId`,
    allow,
    body: noFields,
    handle({ bank, caller, params }) {
      bank.tables.pinnedCertificates.remove(certificates.find({ bank, caller, params }).id);
      return answer();
    },
  }),
];

function pinnedObject(pinned: { id: number; chain: string }): Json {
  return { CertificatePinned: { id: pinned.id, certificate_chain: pinned.chain } };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).serialNumber !== '';
  } catch {
    return false;
  }
}
