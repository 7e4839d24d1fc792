import { z } from 'zod';
import { readOne } from '../bunq-answer.js';
import type { BunqAuthentication, BunqCallOptions, BunqHttp } from '../bunq-http.js';
import { idSchema, timeSchema } from '../bunq-objects.js';

const credentialSchema = z.object({
  id: idSchema,
  /** seen: PENDING_FIRST_USE, ACTIVE */
  status: z.string().nullish(),
  /** the PSP's API key; shown only before its first use */
  token_value: z.string().nullish(),
  expiry_time: timeSchema.nullish(),
});

export type PspCredential = z.infer<typeof credentialSchema>;

export interface PspCredentialInput {
  certificatePem: string;
  /** leaf or intermediates to root, concatenated */
  certificateChainPem: string;
  /** base64 of the QSEAL key's signature over `pspCredentialBytes` */
  clientPublicKeySignature: string;
}

const endpoint = 'payment-service-provider-credential';

export const pspCredential = {
  /** Trades a QSEAL certificate for an API key. Its token must be used within about an hour. */
  async create(
    http: BunqHttp,
    authentication: BunqAuthentication,
    input: PspCredentialInput,
    options: BunqCallOptions = {},
  ): Promise<PspCredential> {
    const body = JSON.stringify({
      client_payment_service_provider_certificate: input.certificatePem,
      client_payment_service_provider_certificate_chain: input.certificateChainPem,
      client_public_key_signature: input.clientPublicKeySignature,
    });
    const answer = await http.send({ ...options, method: 'POST', endpoint, body }, authentication);
    return readOne(answer, 'CredentialPasswordIp', credentialSchema);
  },

  /** What became of a credential; its token shows only before the first use. Safe to repeat. */
  async get(
    http: BunqHttp,
    authentication: BunqAuthentication,
    input: BunqCallOptions & { credentialId: number },
  ): Promise<PspCredential> {
    const { credentialId, ...options } = input;
    const request = {
      ...options,
      method: 'GET',
      endpoint: `${endpoint}/{credentialId}`,
      params: { credentialId },
    } as const;
    return readOne(await http.send(request, authentication), 'CredentialPasswordIp', credentialSchema);
  },
};
