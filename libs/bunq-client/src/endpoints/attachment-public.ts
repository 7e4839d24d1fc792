import { z } from 'zod';
import { readOne } from '../bunq-answer.js';
import type { BunqCallOptions, BunqContent } from '../bunq-http.js';
import { optionalTimes } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { attachmentHeaders, type AttachmentInput } from './account-attachment.js';

const uuidSchema = z.object({ uuid: z.string().min(1) });
const attachmentPublicSchema = z.object({
  uuid: z.string().nullish(),
  ...optionalTimes,
  attachment: z.object({ description: z.string().nullish(), content_type: z.string().nullish() }).nullish(),
});

export type AttachmentPublic = z.infer<typeof attachmentPublicSchema>;

const item = 'attachment-public/{attachmentUuid}';

/** Files that everybody may see, such as avatars. */
export const attachmentPublic = {
  /**
   * @returns the uuid that names the file from here on
   * @throws RangeError when the description holds other than printable ASCII
   */
  async create(caller: BunqCaller, input: BunqCallOptions & AttachmentInput): Promise<string> {
    const { contentType, description, bytes, ...options } = input;
    const headers = attachmentHeaders(description);
    const endpoint = 'attachment-public';
    const answer = await caller.send({ ...options, method: 'POST', endpoint, headers, contentType, body: bytes });
    return readOne(answer, 'Uuid', uuidSchema).uuid;
  },

  /** What the file is. Safe to repeat. */
  async get(caller: BunqCaller, input: BunqCallOptions & { attachmentUuid: string }): Promise<AttachmentPublic> {
    const { attachmentUuid, ...options } = input;
    const answer = await caller.send({ ...options, method: 'GET', endpoint: item, params: { attachmentUuid } });
    return readOne(answer, 'AttachmentPublic', attachmentPublicSchema);
  },

  /** The file itself, at most 32 MiB; bunq's signature covers these bytes. Safe to repeat. */
  content(caller: BunqCaller, input: BunqCallOptions & { attachmentUuid: string }): Promise<BunqContent> {
    const { attachmentUuid, ...options } = input;
    const endpoint = `${item}/content`;
    return caller.download({ ...options, method: 'GET', endpoint, params: { attachmentUuid } });
  },
};
