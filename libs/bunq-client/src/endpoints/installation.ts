import { z } from 'zod';
import { readOne } from '../bunq-answer.js';
import type { BunqCallOptions, BunqHttp } from '../bunq-http.js';

const tokenSchema = z.object({ token: z.string().min(1) });
const serverKeySchema = z.object({ server_public_key: z.string().min(1) });

export interface CreatedInstallation {
  installationToken: string;
  serverPublicKeyPem: string;
}

export const installation = {
  /**
   * Makes our public key known and learns bunq's. The only call without signature on either side, because neither side
   * has the other's key yet; TLS alone vouches for the answer, so its key is pinned from here on.
   *
   * @param clientPublicKeyPem SPKI PEM, RSA 2048
   */
  async create(
    http: BunqHttp,
    clientPublicKeyPem: string,
    options: BunqCallOptions = {},
  ): Promise<CreatedInstallation> {
    const body = JSON.stringify({ client_public_key: clientPublicKeyPem });
    const answer = await http.send({ ...options, method: 'POST', endpoint: 'installation', body });
    return {
      installationToken: readOne(answer, 'Token', tokenSchema).token,
      serverPublicKeyPem: readOne(answer, 'ServerPublicKey', serverKeySchema).server_public_key,
    };
  },
};
