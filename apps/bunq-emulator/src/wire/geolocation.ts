import type { Geolocation } from '../bank/record-parts.js';

/**
 * Reads `X-Bunq-Geolocation`: longitude, latitude, altitude, radius and country, between blanks.
 *
 * @returns null where the client says it does not know (`0 0 0 0 000`) or nothing sensible
 */
export function geolocationIn(header: (name: string) => string | undefined): Geolocation | null {
  const [longitude, latitude, altitude, radius] = (header('x-bunq-geolocation') ?? '').split(' ', 4).map(Number);
  const numbers = [longitude, latitude, altitude, radius];
  if (longitude === undefined || latitude === undefined || altitude === undefined || radius === undefined) return null;
  if (numbers.some((number) => !Number.isFinite(number)) || numbers.every((number) => number === 0)) return null;
  return { latitude, longitude, altitude, radius };
}
