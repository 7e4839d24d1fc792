import { z } from 'zod';
import { readOne } from '../bunq-answer.js';
import type { BunqCallOptions, BunqContent } from '../bunq-http.js';
import { idSchema, optionalTimes } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';

const attachmentSchema = z.object({
  id: idSchema.nullish(),
  ...optionalTimes,
  attachment: z.object({ description: z.string().nullish(), content_type: z.string().nullish() }).nullish(),
});

export type UserAttachment = z.infer<typeof attachmentSchema>;

const item = 'user/{userId}/attachment/{attachmentId}';

/** The reading side of what hangs on payments, receipts among it. */
export const userAttachment = {
  /** What the file is. Safe to repeat. */
  async get(caller: BunqCaller, input: BunqCallOptions & { attachmentId: number }): Promise<UserAttachment> {
    const { attachmentId, ...options } = input;
    const answer = await caller.send({ ...options, method: 'GET', endpoint: item, params: { attachmentId } });
    return readOne(answer, ['AttachmentUser', 'Attachment'], attachmentSchema);
  },

  /** The file itself, at most 32 MiB; bunq's signature covers these bytes. Safe to repeat. */
  content(caller: BunqCaller, input: BunqCallOptions & { attachmentId: number }): Promise<BunqContent> {
    const { attachmentId, ...options } = input;
    return caller.download({ ...options, method: 'GET', endpoint: `${item}/content`, params: { attachmentId } });
  },
};
