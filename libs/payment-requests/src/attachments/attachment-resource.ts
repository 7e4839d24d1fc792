import { publicIdSchema, toPublicId } from '@sluis/persistence';
import { z } from 'zod';
import type { Attachment } from './attachment.entity.js';

/** What partners see of an attachment: all about it but the picture. */
export const attachmentResourceSchema = z
  .strictObject({
    id: publicIdSchema('attachment'),
    status: z.enum(['received', 'uploaded', 'failed']),
    version: z.int(),
    bank_connection_id: publicIdSchema('bankConnection'),
    account_id: publicIdSchema('account'),
    content_type: z.string(),
    size: z.int(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    description: z.string(),
    failure: z.strictObject({ reason: z.string() }).nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Attachment' });
export type AttachmentResource = z.output<typeof attachmentResourceSchema>;

export function toAttachmentResource(attachment: Attachment): AttachmentResource {
  return {
    id: toPublicId('attachment', attachment.id),
    status: attachment.status,
    version: attachment.version,
    bank_connection_id: toPublicId('bankConnection', attachment.connectionId),
    account_id: toPublicId('account', attachment.accountId),
    content_type: attachment.contentType,
    size: attachment.size,
    sha256: attachment.sha256.toString('hex'),
    description: attachment.description,
    failure: attachment.failureReason === null ? null : { reason: attachment.failureReason },
    created_at: attachment.createdAt.toISOString(),
    updated_at: attachment.updatedAt.toISOString(),
  };
}
