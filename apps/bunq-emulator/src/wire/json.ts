/** JSON in ASCII only: some clients hash character codes instead of bytes, and bunq itself escapes what is not ASCII. */
export function toAsciiJson(value: unknown): Buffer {
  const text = JSON.stringify(value);
  // Most answers are ASCII already; a copy of a long list would be garbage that later calls wait for.
  return Buffer.from(/[\u007f-\uffff]/.test(text) ? escaped(text) : text, 'latin1');
}

function escaped(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
