import { randomUUID } from 'node:crypto';
import request, { type Test } from 'supertest';
import type { PartnerClient } from './partner-client.js';

export interface UploadParts {
  file?: Buffer;
  fieldname?: string;
  /** What the sender calls it. */
  filename?: string;
  /** What the sender says it is. */
  contentType?: string;
  description?: string;
  fields?: Record<string, string>;
}

/** A form with a file, as a partner sends it. */
export function upload(
  partner: PartnerClient,
  parts: UploadParts,
  idempotencyKey: string = randomUUID(),
  path = '/v1/attachments',
): Test {
  const { file, fieldname = 'file', filename = 'photo.png', contentType = 'image/png', description, fields } = parts;
  let call = request(partner.apiUrl)
    .post(path)
    .set('Authorization', `Bearer ${partner.key}`)
    .set('Idempotency-Key', idempotencyKey);
  for (const [name, value] of Object.entries({ ...(description !== undefined && { description }), ...fields }))
    call = call.field(name, value);
  if (file) return call.attach(fieldname, file, { filename, contentType });
  return call.field('bank_connection_id', 'x');
}
