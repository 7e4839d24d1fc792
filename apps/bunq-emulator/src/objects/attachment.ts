import type { Bank } from '../bank/bank.js';
import type { Attachment } from '../bank/service-records.js';
import type { Json } from '../wire/envelope.js';
import { stamps } from './labels.js';

/** How an order names what hangs on it. */
export function attachmentReference(bank: Bank, id: number): Json {
  return { id, monetary_account_id: bank.tables.attachments.get(id)?.accountId ?? null };
}

export function attachmentFields(attachment: Attachment, contentUrl: string): Json {
  const { description, contentType } = attachment;
  return { description, content_type: contentType, urls: [{ type: 'ORIGINAL', url: contentUrl }] };
}

export function attachmentPublicObject(attachment: Attachment): Json {
  const { id: _id, ...times } = stamps(attachment);
  const uuid = attachment.publicUuid;
  return {
    AttachmentPublic: {
      uuid,
      ...times,
      attachment: attachmentFields(attachment, `/v1/attachment-public/${uuid}/content`),
    },
  };
}

export function attachmentUserObject(attachment: Attachment, userId: number): Json {
  const url = `/v1/user/${userId}/attachment/${attachment.id}/content`;
  return { AttachmentUser: { ...stamps(attachment), attachment: attachmentFields(attachment, url) } };
}
