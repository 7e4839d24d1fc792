/** The periods for which fraud is reported: January to June, July to December, in UTC. */
export interface HalfYear {
  year: number;
  half: 1 | 2;
}

export function startOf({ year, half }: HalfYear): Date {
  return new Date(Date.UTC(year, half === 1 ? 0 : 6, 1));
}

/** The first moment that is no longer in it. */
export function endOf({ year, half }: HalfYear): Date {
  return half === 1 ? startOf({ year, half: 2 }) : startOf({ year: year + 1, half: 1 });
}

export function isOver(half: HalfYear): boolean {
  return endOf(half) <= new Date();
}

/** `2026-H1` */
export function nameOf({ year, half }: HalfYear): string {
  return `${year}-H${half}`;
}

export function parseHalfYear(name: string): HalfYear | undefined {
  const match = /^(20\d{2})-H([12])$/.exec(name);
  return match ? { year: Number(match[1]), half: match[2] === '1' ? 1 : 2 } : undefined;
}
