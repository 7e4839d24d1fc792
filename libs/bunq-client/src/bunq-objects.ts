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

/** Of an element of a list: bunq's documents show lists both with ids and without. A read by id always has one. */
export const listedIdSchema = idSchema.nullish().transform((id) => id ?? undefined);

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

const text = z.string().nullish();

const imageSchema = z.object({
  attachment_public_uuid: text,
  content_type: text,
  height: z.number().nullish(),
  width: z.number().nullish(),
});

export const avatarSchema = z.object({
  uuid: text,
  anchor_uuid: text,
  image: z.array(imageSchema).nullish(),
  style: text,
});

/** A person or company as others see it. */
export const userLabelSchema = z.object({
  uuid: text,
  display_name: text,
  country: text,
  avatar: avatarSchema.nullish(),
  public_nick_name: text,
});

/** How a side is named when reading. */
export const accountLabelSchema = z.object({
  iban: text,
  display_name: text,
  country: text,
  avatar: avatarSchema.nullish(),
  label_user: userLabelSchema.nullish(),
  bunq_me: pointerSchema.nullish(),
  is_light: z.boolean().nullish(),
  swift_bic: text,
  swift_account_number: text,
  transferwise_account_number: text,
  transferwise_bank_code: text,
  merchant_category_code: text,
});

export const addressSchema = z.object({
  street: text,
  house_number: text,
  po_box: text,
  postal_code: text,
  city: text,
  country: text,
  extra: text,
  mailbox_name: text,
  province: text,
  is_user_address_updated: z.boolean().nullish(),
});

/** The same fields when writing. */
export type BunqAddress = Partial<
  Record<'street' | 'house_number' | 'po_box' | 'postal_code' | 'city' | 'country' | 'extra' | 'mailbox_name', string>
>;

export const geolocationSchema = z.object({
  latitude: z.number().nullish(),
  longitude: z.number().nullish(),
  altitude: z.number().nullish(),
  radius: z.number().nullish(),
});

/** An attachment of a payment, draft or request, named by the account it was uploaded to. */
export const attachedSchema = z.object({ id: idSchema, monetary_account_id: idSchema.nullish() });

/** What a split bill was made of. */
export const splitReferenceSchema = z.object({ type: text, id: idSchema.nullish() });

export const optionalTimes = { created: timeSchema.nullish(), updated: timeSchema.nullish() };

/** When and how often something is to happen. */
export interface BunqScheduleInput {
  timeStart: Date;
  timeEnd?: Date;
  recurrenceUnit: 'ONCE' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  recurrenceSize: number;
}

export const scheduleSchema = z.object({
  time_start: timeSchema.nullish(),
  time_end: timeSchema.nullish(),
  /** ONCE, HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY */
  recurrence_unit: text,
  recurrence_size: z.number().nullish(),
  /** seen: ACTIVE, FINISHED, CANCELLED */
  status: text,
});

export function writeSchedule(schedule: BunqScheduleInput): Record<string, string | number | undefined> {
  return {
    time_start: toBunqTime(schedule.timeStart),
    time_end: schedule.timeEnd && toBunqTime(schedule.timeEnd),
    recurrence_unit: schedule.recurrenceUnit,
    recurrence_size: schedule.recurrenceSize,
  };
}

/** How attachments are named when writing: by the ids that `accountAttachment.create` answers with. */
export function writeAttachments(ids: readonly number[] | undefined): { id: number }[] | undefined {
  return ids?.map((id) => ({ id }));
}
