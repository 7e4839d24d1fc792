import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { invalid, notFound } from '../bank/refusal.js';
import type { Caller, Role } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { answer, idAnswer, type Json } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';

const path = '/v1/user/:userId/certificate-pinned';
const allow: readonly Role[] = ['own', 'psp'];

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
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle: ({ bank, caller, path, query }) =>
      pageOf(bank, { path, query }, bank.tables.pinnedCertificates.where('user', caller.user.id), pinnedObject),
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:pinnedId`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(pinnedObject(ownPinned(bank, caller, params))),
  }),
  sessionEndpoint({
    method: 'DELETE',
    path: `${path}/:pinnedId`,
    allow,
    body: noFields,
    handle({ bank, caller, params }) {
      bank.tables.pinnedCertificates.remove(ownPinned(bank, caller, params).id);
      return answer();
    },
  }),
];

function ownPinned(bank: Bank, caller: Caller, params: Record<string, string>) {
  const pinned = bank.tables.pinnedCertificates.get(idIn(params, 'pinnedId'));
  if (pinned === undefined || pinned.userId !== caller.user.id) throw notFound('certificate');
  return pinned;
}

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
