import type { IncomingMessage } from 'node:http';

const largestBody = 256 * 1024;

/** @returns undefined when it is larger than any honest body; the exact text otherwise, because signatures are over it */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Read to its end all the same, so that the answer arrives.
    if (length <= largestBody) chunks.push(chunk);
  }
  return length > largestBody ? undefined : Buffer.concat(chunks).toString('utf8');
}
