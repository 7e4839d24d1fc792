import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseCents } from '../bank/cents.js';
import { invalid } from '../bank/refusal.js';
import { rawBodyOf } from '../http/incoming.js';

/** @throws Refusal 400 that says what is wrong with the body */
export function bodyAs<T extends z.ZodType>(schema: T, request: FastifyRequest): z.infer<T> {
  const text = rawBodyOf(request).toString('utf8');
  try {
    return parse(schema, text === '' ? {} : JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw Object.assign(invalid('The body is not valid JSON.'), { cause: error });
    throw error;
  }
}

/** @throws Refusal 400 for what is no amount above zero */
export function centsIn(text: string): bigint {
  const cents = parseCents(text);
  if (cents === undefined || cents <= 0n) throw invalid(`"${text}" is not an amount such as "12.50".`);
  return cents;
}

export function parse<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
  return parsed.data;
}
