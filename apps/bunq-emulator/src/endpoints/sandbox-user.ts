import { createCustomer } from '../bank/sign-up.js';
import { type Endpoint, noFields, openEndpoint } from '../http/endpoint.js';
import { answer } from '../wire/envelope.js';

const kinds = [
  { path: '/v1/sandbox-user-person', type: 'person' },
  { path: '/v1/sandbox-user-company', type: 'company' },
  // Removed from bunq's sandbox in 2020; an old client still calls it.
  { path: '/v1/sandbox-user', type: 'person' },
] as const;

export const sandboxUserEndpoints: Endpoint[] = kinds.map(({ path, type }) =>
  openEndpoint({
    method: 'POST',
    path,
    body: noFields,
    handle({ bank }) {
      const { key } = createCustomer(bank, { type });
      return answer({ ApiKey: { api_key: key.secret } });
    },
  }),
);
