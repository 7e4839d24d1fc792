import { readCreatedId } from '../bunq-answer.js';
import type { BunqCallOptions, BunqContent } from '../bunq-http.js';
import type { BunqCaller } from '../bunq-caller.js';

/** A picture to upload; bunq documents png, jpeg and gif, and states no size. */
export interface AttachmentInput {
  /** MIME type, such as `image/png` */
  contentType: string;
  description: string;
  /** sent and signed exactly as they are */
  bytes: Uint8Array;
}

interface OfAccount extends BunqCallOptions {
  monetaryAccountId: number;
}

/** bunq asks for the description in a header, where only printable ASCII passes unharmed. */
export function attachmentHeaders(description: string): Record<string, string> {
  if (!/^[\x20-\x7e]+$/.test(description)) throw new RangeError('a description of printable ASCII characters');
  return { 'X-Bunq-Attachment-Description': description };
}

const collection = 'user/{userId}/monetary-account/{monetaryAccountId}/attachment';

/** Files beside payments, drafts and requests of one account. */
export const accountAttachment = {
  /**
   * Uploads a file; nothing refers to it until a payment, draft or request does, so a lost answer costs nothing.
   *
   * @returns the id to name in `attachmentIds`
   * @throws RangeError when the description holds other than printable ASCII
   * @see bunq API, attachment-monetary-account
   */
  async create(caller: BunqCaller, input: OfAccount & AttachmentInput): Promise<number> {
    const { monetaryAccountId, contentType, description, bytes, ...options } = input;
    const answer = await caller.send({
      ...options,
      method: 'POST',
      endpoint: collection,
      params: { monetaryAccountId },
      headers: attachmentHeaders(description),
      contentType,
      body: bytes,
    });
    return readCreatedId(answer);
  },

  /** The file as it was uploaded, at most 32 MiB; bunq's signature covers these bytes. Safe to repeat. */
  content(caller: BunqCaller, input: OfAccount & { attachmentId: number }): Promise<BunqContent> {
    const { monetaryAccountId, attachmentId, ...options } = input;
    return caller.download({
      ...options,
      method: 'GET',
      endpoint: `${collection}/{attachmentId}/content`,
      params: { monetaryAccountId, attachmentId },
    });
  },
};
