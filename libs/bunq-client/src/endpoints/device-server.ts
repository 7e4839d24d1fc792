import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readCreatedId, readPage } from '../bunq-answer.js';
import type { BunqAuthentication, BunqCallOptions, BunqHttp } from '../bunq-http.js';
import { idSchema } from '../bunq-objects.js';

const deviceServerSchema = z.object({
  id: idSchema,
  description: z.string().nullish(),
  /** seen: ACTIVE, BLOCKED, NEEDS_CONFIRMATION, OBSOLETE */
  status: z.string().nullish(),
});

export type DeviceServer = z.infer<typeof deviceServerSchema>;

export interface DeviceServerInput {
  description: string;
  /** API key */
  secret: string;
  /** must hold the caller's own address or `*`, else we lock ourselves out; empty binds to the caller's address */
  permittedIps: readonly string[];
}

export const deviceServer = {
  /** Binds an API key to addresses and to our installation key; bunq allows it once per key and installation. */
  async create(
    http: BunqHttp,
    authentication: BunqAuthentication,
    input: DeviceServerInput,
    options: BunqCallOptions = {},
  ): Promise<number> {
    const body = JSON.stringify({
      description: input.description,
      secret: input.secret,
      permitted_ips: input.permittedIps,
    });
    return readCreatedId(
      await http.send({ ...options, method: 'POST', endpoint: 'device-server', body }, authentication),
    );
  },

  /** The devices of this installation. Safe to repeat. */
  async list(
    http: BunqHttp,
    authentication: BunqAuthentication,
    input: BunqListQuery & BunqCallOptions = {},
  ): Promise<BunqPage<DeviceServer>> {
    const { deadlineMs, priority } = input;
    const query = listQuery(input);
    const answer = await http.send(
      { method: 'GET', endpoint: 'device-server', query, deadlineMs, priority },
      authentication,
    );
    return readPage(answer, 'DeviceServer', deviceServerSchema);
  },
};
