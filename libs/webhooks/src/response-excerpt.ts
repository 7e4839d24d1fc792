const readAtMost = 64 * 1024;
const keptBytes = 1_024;

/**
 * Reads an answer to its end or to 64 kB, whichever comes first, and keeps its first kilobyte for the partner's
 * developer. The status alone decides, so a body that breaks off is no failure.
 */
export async function readBounded(body: AsyncIterable<Buffer>): Promise<string> {
  const kept: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      if (length < keptBytes) kept.push(chunk);
      length += chunk.length;
      if (length >= readAtMost) break;
    }
  } catch {
    // Broken off, or the deadline passed: what came so far is the excerpt.
  }
  return printable(Buffer.concat(kept).subarray(0, keptBytes));
}

/** PostgreSQL's text holds any character but NUL. */
function printable(bytes: Buffer): string {
  return new TextDecoder().decode(bytes).replaceAll('\0', '\u{FFFD}');
}
