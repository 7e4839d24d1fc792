import { toPublicId } from '@sluis/persistence';
import type { Attachment } from './attachment.entity.js';

/** What partners see of an attachment: all about it but the picture. */
export interface AttachmentResource {
  id: string;
  status: string;
  version: number;
  bank_connection_id: string;
  account_id: string;
  content_type: string;
  size: number;
  sha256: string;
  description: string;
  failure: { reason: string } | null;
  created_at: string;
  updated_at: string;
}

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
