import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { identifyTpp, type TppIdentity } from '../bank/certificates.js';
import { issueKey } from '../bank/keys.js';
import type { Psp } from '../bank/records.js';
import { notFound } from '../bank/refusal.js';
import { type Endpoint, idIn, installationEndpoint, noFields } from '../http/endpoint.js';
import { credentialObject } from '../objects/credential.js';
import { answer } from '../wire/envelope.js';

export const pspCredentialEndpoints: Endpoint[] = [
  installationEndpoint({
    method: 'POST',
    path: '/v1/payment-service-provider-credential',
    body: z.object({
      client_payment_service_provider_certificate: z.string(),
      client_payment_service_provider_certificate_chain: z.string(),
      client_public_key_signature: z.string(),
    }),
    handle({ bank, body, installation }) {
      const identity = identifyTpp({
        certificate: body.client_payment_service_provider_certificate,
        chain: body.client_payment_service_provider_certificate_chain,
        signature: body.client_public_key_signature,
        clientPublicKey: installation.clientPublicKey,
        installationToken: installation.token,
        now: bank.time() / 1000,
      });
      const psp = pspNamed(bank, identity);
      const expiresAt = bank.time() + bank.switches.unusedKeySeconds * 1_000_000;
      const key = issueKey(bank, psp, { status: 'PENDING_FIRST_USE', expiresAt });
      key.installationId = installation.id;
      bank.record('psp_credential_created', { psp_user_id: psp.id, installation_id: installation.id });
      return answer(credentialObject(key));
    },
  }),
  installationEndpoint({
    method: 'GET',
    path: '/v1/payment-service-provider-credential/:credentialId',
    body: noFields,
    handle({ bank, installation, params }) {
      const key = bank.tables.apiKeys.get(idIn(params, 'credentialId'));
      if (key === undefined || key.installationId !== installation.id) throw notFound('credential');
      return answer(credentialObject(key));
    },
  }),
];

/** The distinguished name tells TPPs apart: registering again gives another key for the same user. */
function pspNamed(bank: Bank, identity: TppIdentity): Psp {
  const known = bank.tables.users.first('distinguishedName', identity.distinguishedName);
  if (known?.kind === 'psp') return known;
  const psp: Psp = {
    kind: 'psp',
    ...bank.newRow(),
    publicUuid: randomUUID(),
    displayName: identity.commonName,
    distinguishedName: identity.distinguishedName,
    roles: identity.roles,
  };
  bank.tables.users.insert(psp);
  bank.record('psp_registered', { psp_user_id: psp.id, roles: psp.roles.join(',') });
  return psp;
}
