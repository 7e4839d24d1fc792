// TypeIDs (https://github.com/jetify-com/typeid): a prefix, and the 128 bits of a UUID in 26 digits to the base of 32. Every
// id in every request and answer passes here, so the digits are looked up two and four at a time.

const digits = '0123456789abcdefghjkmnpqrstvwxyz';
const pairs = Array.from(digits, (high) => Array.from(digits, (low) => high + low)).flat();
const valueOf = new Map(pairs.map((pair, value) => [pair, value]));
/** 26 digits have room for 130 bits: the first is below 8. */
const suffix = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @throws RangeError when it is no UUID */
export function typeIdOf(prefix: string, id: string): string {
  if (!uuid.test(id)) throw new RangeError('not a UUID');
  const hex = id.replaceAll('-', '');
  let text = `${prefix}_${pairs[Number.parseInt(hex.slice(0, 2), 16)]}`;
  // Five hexadecimal digits are four of ours.
  for (let at = 2; at < 32; at += 5) {
    const bits = Number.parseInt(hex.slice(at, at + 5), 16);
    text += `${pairs[bits >> 10]}${pairs[bits & 1023]}`;
  }
  return text;
}

/** @returns undefined for anything else than what `typeIdOf` makes with this prefix */
export function uuidOf(prefix: string, typeId: string): string | undefined {
  const begin = prefix.length + 1;
  if (!typeId.startsWith(`${prefix}_`) || !suffix.test(typeId.slice(begin))) return undefined;
  const pair = (at: number): number => valueOf.get(typeId.slice(begin + at, begin + at + 2)) ?? 0;
  let hex = pair(0).toString(16).padStart(2, '0');
  for (let at = 2; at < 26; at += 4) hex += ((pair(at) << 10) | pair(at + 2)).toString(16).padStart(5, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
