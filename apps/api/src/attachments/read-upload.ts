import { DomainError } from '@sluis/errors';
import { mostAttachmentBytes } from '@sluis/payment-requests';
import type { FastifyRequest } from 'fastify';

/** A form with one file, as it came; nothing of it is believed yet. */
export interface Upload {
  bytes: Buffer;
  fields: Record<string, string>;
}

const limits = { files: 1, fields: 3, parts: 4, fileSize: mostAttachmentBytes, fieldSize: 1_000, headerPairs: 20 };

/**
 * Reads a multipart form with one file named `file`.
 *
 * @throws DomainError media_type_unsupported | request_invalid | request_too_large | request_malformed
 */
export async function readUpload(request: FastifyRequest): Promise<Upload> {
  if (!request.isMultipart()) throw new DomainError('media_type_unsupported', 'Send the file as multipart/form-data.');
  let bytes: Buffer | undefined;
  const fields: Record<string, string> = {};
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') {
        if (part.fieldname !== 'file') throw unknownField(part.fieldname);
        bytes = await part.toBuffer();
      } else {
        if (typeof part.value !== 'string' || part.valueTruncated) throw unknownField(part.fieldname);
        fields[part.fieldname] = part.value;
      }
    }
  } catch (error) {
    throw asDomainError(error);
  }
  if (!bytes) {
    throw new DomainError('request_invalid', 'One or more fields are not valid; see errors.', {
      fields: [{ pointer: '/file', code: 'required', detail: 'is required' }],
    });
  }
  return { bytes, fields };
}

/** What the reader of forms complains of is the sender's, as is a connection that breaks half-way. */
function asDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (code === 'FST_REQ_FILE_TOO_LARGE')
    return new DomainError('request_too_large', 'The file is larger than 5 MiB.', { cause: error });
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT')
    return new DomainError('request_invalid', 'The form has one file and at most three fields.', { cause: error });
  return new DomainError('request_malformed', 'The form cannot be read.', { cause: error });
}

function unknownField(name: string): DomainError {
  return new DomainError('request_invalid', 'One or more fields are not valid; see errors.', {
    fields: [{ pointer: `/${name.slice(0, 100)}`, code: 'unknown_field', detail: 'is not a field of this request' }],
  });
}
