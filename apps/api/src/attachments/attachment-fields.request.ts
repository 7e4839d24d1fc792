import { z } from 'zod';
import { receivingAccountShape } from '../payment-requests/create-payment-request.request.js';

/** What is said of a picture, in fields beside it. */
export const attachmentFieldsSchema = z.strictObject({
  ...receivingAccountShape,
  // The bank takes the description in a header, where nothing else passes unharmed.
  description: z
    .string()
    .trim()
    .regex(/^[\x20-\x7e]{1,140}$/, 'must be 1 to 140 characters of plain ASCII')
    .default('Attachment'),
});

export type AttachmentFields = z.output<typeof attachmentFieldsSchema>;
