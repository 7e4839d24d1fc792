import { z } from 'zod';

/**
 * A line of text a person reads: trimmed, not empty, without control characters, line breaks, invisible direction
 * marks or broken Unicode. Those could make a payer read another text than the one that is stored.
 */
export function plainText(maximumLength: number) {
  return z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(maximumLength, `must be at most ${maximumLength} characters`)
    .refine(
      (text) => text.isWellFormed() && !/[\p{Cc}\p{Cs}\p{Co}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u.test(text),
      {
        message: 'must not hold control, invisible or direction characters',
      },
    );
}

/** An address as the partner registered it; whether it is registered is for the partner's list to say. */
export const redirectUri = z
  .string()
  .min(1, 'must not be empty')
  .max(2048, 'must be at most 2048 characters')
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'must not hold control characters');
