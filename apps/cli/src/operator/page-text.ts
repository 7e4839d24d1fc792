const hidden = /<(head|script|style|svg|template)\b[\s\S]*?<\/\1>/gi;
const lineBreaking =
  /<\/?(?:address|article|aside|body|br|button|dd|div|dl|dt|fieldset|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|section|summary|details|ul)\b[^>]*>/gi;
// A permission's heading and what it means are lines of their own by the stylesheet alone.
const headingEnd = /<\/strong>\s*(?=<span\b)/gi;
const otherTags = /<[^>]*>/g;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
// What a terminal would obey instead of show.
const controls = /[\p{Cc}\p{Cf}]/gu;

/** The words of one of our own pages, a line for each block of it. */
export function textOfPage(html: string): string[] {
  return html
    .replaceAll(hidden, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(lineBreaking, '\n')
    .replaceAll(headingEnd, '\n')
    .replaceAll(otherTags, '')
    .split('\n')
    .map((line) => withoutEntities(line).replaceAll(controls, '').replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

function withoutEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hexadecimal, name) => {
    if (typeof decimal === 'string') return String.fromCodePoint(Number(decimal));
    if (typeof hexadecimal === 'string') return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
    return (typeof name === 'string' ? entities[name.toLowerCase()] : undefined) ?? String(whole);
  });
}
