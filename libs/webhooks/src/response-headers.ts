/** What helps a developer to find the answer in logs of their own. Cookies and whatever else there is are not kept. */
const kept = ['content-type', 'content-length', 'date', 'location', 'retry-after', 'server', 'via', 'x-request-id'];
const longest = 200;

export function keptHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    kept.flatMap((name) => {
      const [value] = [headers[name]].flat();
      return value === undefined ? [] : [[name, value.replaceAll('\0', '').slice(0, longest)]];
    }),
  );
}
