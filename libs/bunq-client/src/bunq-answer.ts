import { z } from 'zod';
import { BunqOutcomeUnknownError } from './bunq-api.error.js';

/** One element of `Response`: bunq wraps each object in a key that names its type. */
export interface BunqWrapped {
  kind: string;
  value: unknown;
}

/** Cursors of a listing; pass them on as they are. All absent on an empty list. */
export interface BunqPagination {
  newerId?: number;
  olderId?: number;
  futureId?: number;
}

export interface BunqPage<Item> {
  /** newest first */
  items: Item[];
  pagination: BunqPagination;
}

/** Never both ids. `count` 1 to 200, bunq's default is 10. */
export interface BunqListQuery {
  count?: number;
  newerId?: number;
  olderId?: number;
}

/** A 200 whose signature was verified and whose envelope was read. */
export interface BunqAnswer {
  endpoint: string;
  responseId: string | undefined;
  elements: BunqWrapped[];
  pagination: BunqPagination;
}

const pageUrls = z.object({
  future_url: z.string().nullish(),
  newer_url: z.string().nullish(),
  older_url: z.string().nullish(),
});
const successEnvelope = z.object({
  Response: z.array(z.record(z.string(), z.unknown())),
  Pagination: pageUrls.nullish(),
});
const errorEnvelope = z.object({ Error: z.array(z.object({ error_description: z.string() })).min(1) });

/** @returns undefined when these bytes are not bunq's success envelope */
export function readSuccess(body: Uint8Array): Pick<BunqAnswer, 'elements' | 'pagination'> | undefined {
  const parsed = successEnvelope.safeParse(readJson(body));
  if (!parsed.success) return undefined;
  const elements = parsed.data.Response.flatMap((element) =>
    Object.entries(element).map(([kind, value]) => ({ kind, value })),
  );
  const urls = parsed.data.Pagination;
  const pagination = {
    ...cursor('newerId', urls?.newer_url, 'newer_id'),
    ...cursor('olderId', urls?.older_url, 'older_id'),
    ...cursor('futureId', urls?.future_url, 'newer_id'),
  };
  return { elements, pagination };
}

/** @returns bunq's texts, or undefined when these bytes are not bunq's Error envelope */
export function readRefusal(body: Uint8Array): string[] | undefined {
  const parsed = errorEnvelope.safeParse(readJson(body));
  return parsed.success ? parsed.data.Error.map((error) => error.error_description) : undefined;
}

/** A wrapper's name, or the names it may have where bunq's documents do not agree. */
export type BunqKind = string | readonly string[];

/**
 * The first element of this kind.
 *
 * @throws BunqOutcomeUnknownError (`unreadable`) when it is absent or has another shape than the schema
 */
export function readOne<Output>(answer: BunqAnswer, kind: BunqKind, schema: z.ZodType<Output>): Output {
  const element = answer.elements.find((candidate) => isOfKind(candidate, kind));
  return readValue(answer, element?.value, schema);
}

/** All elements of this kind, in bunq's order; other kinds are ignored because bunq adds new ones without notice. */
export function readPage<Output>(answer: BunqAnswer, kind: BunqKind, schema: z.ZodType<Output>): BunqPage<Output> {
  const items = answer.elements
    .filter((element) => isOfKind(element, kind))
    .map((element) => readValue(answer, element.value, schema));
  return { items, pagination: answer.pagination };
}

function isOfKind(element: BunqWrapped, kind: BunqKind): boolean {
  return typeof kind === 'string' ? element.kind === kind : kind.includes(element.kind);
}

const createdId = z.object({ id: z.number().int().positive() });

/** The id that most creating and changing calls answer with. */
export function readCreatedId(answer: BunqAnswer): number {
  return readOne(answer, 'Id', createdId).id;
}

export function readValue<Output>(answer: BunqAnswer, value: unknown, schema: z.ZodType<Output>): Output {
  const parsed = schema.safeParse(value);
  // The parser's own error is dropped: it may quote values.
  if (!parsed.success) throw new BunqOutcomeUnknownError(answer.endpoint, 'unreadable', 200, answer.responseId);
  return parsed.data;
}

/** @throws RangeError when both ids are given or `count` is out of bunq's range */
export function listQuery(query: BunqListQuery): Record<string, number | undefined> {
  if (query.newerId !== undefined && query.olderId !== undefined) throw new RangeError('newerId and olderId together');
  if (query.count !== undefined && !(Number.isInteger(query.count) && query.count >= 1 && query.count <= 200)) {
    throw new RangeError('count must be 1 to 200');
  }
  return { count: query.count, newer_id: query.newerId, older_id: query.olderId };
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // Neither UTF-8 nor JSON: no envelope, which the caller reports with its context.
    return undefined;
  }
}

function cursor<Name extends string>(
  name: Name,
  url: string | null | undefined,
  parameter: string,
): Partial<Record<Name, number>> {
  const text = url ? new URLSearchParams(url.split('?')[1]).get(parameter) : null;
  if (text === null || !/^\d{1,15}$/.test(text)) return {};
  const found: Partial<Record<string, number>> = { [name]: Number(text) };
  return found;
}
