import type { ApiKey } from '../bank/records.js';
import type { Json } from '../wire/envelope.js';
import { formatTimestamp } from '../wire/timestamp.js';
import { stamps } from './labels.js';

/** The key itself is shown only until it is used. */
export function credentialObject(key: ApiKey): Json {
  const isPending = key.status === 'PENDING_FIRST_USE';
  return {
    CredentialPasswordIp: {
      ...stamps(key),
      status: key.status,
      expiry_time: key.expiresAt === null ? null : formatTimestamp(key.expiresAt),
      token_value: isPending ? key.secret : null,
      permitted_device: key.permittedDevice,
    },
  };
}
