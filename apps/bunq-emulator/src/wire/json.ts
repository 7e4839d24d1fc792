/** JSON in ASCII only: some clients hash character codes instead of bytes, and bunq itself escapes what is not ASCII. */
export function toAsciiJson(value: unknown): Buffer {
  const escaped = JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.from(escaped, 'latin1');
}
