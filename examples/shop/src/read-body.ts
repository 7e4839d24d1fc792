import type { IncomingMessage } from 'node:http';

/** @returns undefined when it is larger; the exact bytes otherwise, because signatures are over them */
export async function readBody(request: IncomingMessage, largest: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Read to its end all the same, so that the answer arrives.
    if (length <= largest) chunks.push(chunk);
  }
  return length > largest ? undefined : Buffer.concat(chunks);
}
