import { z } from 'zod';

// Schemas of what bunq sends: unknown fields are dropped, statuses and kinds stay open, because bunq adds without notice.

/** bunq's amount: decimal string and ISO 4217 code; negative only on outgoing payments. */
export interface BunqAmount {
  value: string;
  currency: string;
}

/** How the other side is named when writing. `name` is required with an IBAN. */
export interface BunqPointer {
  type: 'IBAN' | 'EMAIL' | 'PHONE_NUMBER';
  value: string;
  name?: string;
}

export const amountSchema = z.object({ value: z.string(), currency: z.string() });

export const idSchema = z.number().int().positive();

/** bunq's time is UTC without a zone: `2026-01-05 10:00:00.123456`. Microseconds are cut to milliseconds. */
export const timeSchema = z.string().transform((text, context) => {
  const iso = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(text) ? `${text.slice(0, 23).replace(' ', 'T')}Z` : text;
  const time = new Date(iso);
  if (!Number.isNaN(time.getTime())) return time;
  context.addIssue({ code: 'custom', message: 'not a time' });
  return z.NEVER;
});

/** @returns bunq's way to write this instant */
export function toBunqTime(time: Date): string {
  return `${time.toISOString().replace('T', ' ').slice(0, 23)}000`;
}

/** An alias on a user or account; the type is open (`CERTIFICATE_DISTINGUISHED_NAME` and others occur). */
export const pointerSchema = z.object({ type: z.string(), value: z.string(), name: z.string().nullish() });

/** How a side is named when reading. */
export const accountLabelSchema = z.object({
  iban: z.string().nullish(),
  display_name: z.string().nullish(),
  country: z.string().nullish(),
});

export const optionalTimes = { created: timeSchema.nullish(), updated: timeSchema.nullish() };
