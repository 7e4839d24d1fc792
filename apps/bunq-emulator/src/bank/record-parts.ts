import { z } from 'zod';

/** Instants of the bank are whole microseconds since 1970: its wire shows six decimals, and a `Date` has only three. */
export const micros = z.number().int();
export const id = z.number().int();
export const row = z.object({ id, createdAt: micros, updatedAt: micros });

/** One side of an order as it was when the order was written: later renames do not touch it. */
export const party = z.object({ iban: z.string().nullable(), name: z.string(), accountId: id.nullable() });

const text = z.string().nullish();
/** In the words of the wire, as it comes and goes unchanged. */
export const address = z.object({
  street: text,
  house_number: text,
  po_box: text,
  postal_code: text,
  city: text,
  country: text,
  extra: text,
  mailbox_name: text,
  province: text,
});
export const geolocation = z.object({
  latitude: z.number(),
  longitude: z.number(),
  altitude: z.number(),
  radius: z.number(),
});

export type Party = z.infer<typeof party>;
export type Address = z.infer<typeof address>;
export type Geolocation = z.infer<typeof geolocation>;
