import type { FastifyReply } from 'fastify';

const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  zip: 'application/zip',
} as const;

/** @param name of the file to save, made by us of ids and plain words: nothing in it is quoted */
export async function sendFile(
  reply: FastifyReply,
  name: string,
  format: keyof typeof contentTypes,
  content: string | Buffer,
): Promise<void> {
  await reply
    .header('Content-Type', contentTypes[format])
    .header('Content-Disposition', `attachment; filename="${name}"`)
    .send(content);
}
