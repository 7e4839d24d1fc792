import type { Bank } from '../bank/bank.js';
import type { Json } from '../wire/envelope.js';

/** @returns null for no avatar, and for one that is not known */
export function avatarFields(bank: Bank, uuid: unknown): Json | null {
  const avatar = bank.tables.avatars.first('uuid', uuid);
  const attachment = bank.tables.attachments.first('publicUuid', avatar?.attachmentPublicUuid);
  if (avatar === undefined || attachment === undefined) return null;
  return {
    uuid: avatar.uuid,
    anchor_uuid: null,
    image: [
      {
        attachment_public_uuid: attachment.publicUuid,
        content_type: attachment.contentType,
        height: 640,
        width: 640,
        urls: [{ type: 'ORIGINAL', url: `/v1/attachment-public/${attachment.publicUuid}/content` }],
      },
    ],
    style: 'NONE',
  };
}
