import { incomingRequestResourceSchema } from '@sluis/payment-requests';
import { pageSchema } from '../http/pagination.js';
import type { OperationDescription } from '../openapi/documented.js';

const ids = { id: 'incomingPaymentRequest' } as const;
const errors = ['incoming_request_not_answerable', 'bank_connection_not_usable', 'bank_connection_incapable'] as const;

export const incomingPaymentRequestOperations = {
  list: {
    summary: 'List what others ask of the partner',
    answer: { schema: pageSchema(incomingRequestResourceSchema) },
  },
  get: { summary: 'Read a request to the partner', ids, answer: { schema: incomingRequestResourceSchema } },
  accept: {
    summary: 'Pay a request',
    description: 'A body is needed only where an address is asked for. Saying yes again is no second yes.',
    ids,
    answer: { schema: incomingRequestResourceSchema },
    errors,
    example: {},
  },
  reject: { summary: 'Decline a request', ids, answer: { schema: incomingRequestResourceSchema }, errors },
} as const satisfies Record<string, OperationDescription>;
