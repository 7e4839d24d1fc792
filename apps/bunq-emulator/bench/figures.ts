import { z } from 'zod';

export const figuresSchema = z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() });
export type Figures = z.infer<typeof figuresSchema>;

export function figuresOf(times: readonly number[]): Figures {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) =>
    Math.round((sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0) * 100) / 100;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
