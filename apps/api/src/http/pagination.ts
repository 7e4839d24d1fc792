import { DomainError } from '@sluis/errors';
import { z } from 'zod';

const cursor = z.string().min(1, 'must not be empty').max(200);

/** `?limit=&after=&before=` of every list; `after` and `before` are cursors from an earlier answer. */
export const pageQueryShape = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number from 1 to 100')
    .meta({ type: 'integer', minimum: 1, maximum: 100 })
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 100, 'must be a whole number from 1 to 100')
    .default(25),
  after: cursor.optional(),
  before: cursor.optional(),
};

export const pageQuerySchema = z.strictObject(pageQueryShape).refine(({ after, before }) => !(after && before), {
  message: 'use either after or before',
  path: ['before'],
});

export interface Page<T> {
  items: T[];
  hasMore: boolean;
  nextCursor: string | null;
}

/**
 * The entry from which the next page goes on: the oldest, or the newest where newer ones were asked for.
 *
 * @param items newest first, whichever way they were asked for
 */
export function edgeOf<T>(items: readonly T[], { before }: { before?: string | undefined }): T | undefined {
  return before === undefined ? items.at(-1) : items[0];
}

/** What `pageResponse` answers. */
export function pageSchema(item: z.ZodType) {
  return z.strictObject({
    data: z.array(item),
    has_more: z.boolean(),
    next_cursor: z.string().nullable().describe('For `after`, or for `before` on a page that was asked for with it.'),
  });
}

/** A list answer as partners see it, newest first. */
export function pageResponse<T, R>(page: Page<T>, toResponse: (item: T) => R) {
  return { data: page.items.map(toResponse), has_more: page.hasMore, next_cursor: page.nextCursor };
}

/** @throws DomainError request_invalid for a cursor that no answer of ours held */
export function requireCursor<T>(cursor: T | undefined, pointer: string): T {
  if (cursor === undefined) {
    throw new DomainError('request_invalid', 'This cursor is not from an answer of this list.', {
      fields: [{ pointer, code: 'invalid_cursor', detail: 'is not a cursor of this list' }],
    });
  }
  return cursor;
}

/** @throws DomainError request_invalid for a filter that is no id of its kind: nothing could ever match it */
export function requireFilter<T>(id: T | undefined, pointer: string): T {
  if (id === undefined) {
    throw new DomainError('request_invalid', 'This filter is not an id.', {
      fields: [{ pointer, code: 'invalid_id', detail: 'is not an id of this kind' }],
    });
  }
  return id;
}
