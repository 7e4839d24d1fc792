import { attachmentResourceSchema } from '@sluis/payment-requests';
import type { OperationDescription } from '../openapi/documented.js';
import { attachmentFieldsSchema } from './attachment-fields.request.js';

export const attachmentOperations = {
  upload: {
    summary: 'Upload a picture for payment requests',
    description: 'One file of at most 5 MiB, as `multipart/form-data`.',
    form: attachmentFieldsSchema,
    answer: { schema: attachmentResourceSchema },
    errors: [
      'request_invalid',
      'resource_not_found',
      'attachment_not_acceptable',
      'bank_connection_not_usable',
      'bank_connection_ambiguous',
      'bank_connection_incapable',
      'account_not_in_connection',
    ],
  },
  get: { summary: 'Read an attachment', ids: { id: 'attachment' }, answer: { schema: attachmentResourceSchema } },
} as const satisfies Record<string, OperationDescription>;
