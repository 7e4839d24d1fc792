import { createHash } from 'node:crypto';
import { DomainError } from '@sluis/errors';
import { fileTypeFromBuffer } from 'file-type';

/** What the bank's documents list. */
export const attachmentTypes = ['image/png', 'image/jpeg', 'image/gif'] as const;
export type AttachmentType = (typeof attachmentTypes)[number];

/** The bank states no size; this holds a photographed receipt. */
export const mostAttachmentBytes = 5 * 1024 * 1024;

export interface AttachmentFile {
  bytes: Buffer;
  type: AttachmentType;
  sha256: Buffer;
}

/**
 * Looks at what a file is. Its name and the type it was sent with are the sender's words and count for nothing.
 *
 * @throws DomainError attachment_not_acceptable
 */
export async function inspectFile(bytes: Buffer): Promise<AttachmentFile> {
  if (bytes.length === 0) throw refused('empty', 'The file is empty.');
  if (bytes.length > mostAttachmentBytes) throw refused('too_large', 'The file is larger than 5 MiB.');
  const mime = (await fileTypeFromBuffer(bytes))?.mime;
  const type = attachmentTypes.find((known) => known === mime);
  if (!type || !isWhole(bytes, type))
    throw refused('type', 'The content of the file is not a whole PNG, JPEG or GIF picture, whatever its name says.');
  return { bytes, type, sha256: createHash('sha256').update(bytes).digest() };
}

const pngEnd = Buffer.from('0000000049454e44ae426082', 'hex');

/**
 * A picture that ends as its kind ends, so that nothing else travels behind it: a file that is a picture to one program and a
 * page or an archive to another is refused.
 */
function isWhole(bytes: Buffer, type: AttachmentType): boolean {
  if (type === 'image/png') return bytes.subarray(-pngEnd.length).equals(pngEnd);
  if (type === 'image/gif') return bytes.at(-1) === 0x3b;
  return bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9;
}

function refused(code: string, detail: string): DomainError {
  return new DomainError('attachment_not_acceptable', detail, { fields: [{ pointer: '/file', code, detail }] });
}
