import { DomainError } from '@sluis/errors';
import type { FastifyInstance } from 'fastify';

const maximumDepth = 16;

/** Nest takes these out of a body in silence, and what was sent would not be what is checked. */
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads a JSON body as money routes need it: no member twice (two readers could take different ones), no
 * member that reaches for a prototype, bounded depth.
 *
 * @throws DomainError request_malformed
 */
export function parseJsonBody(text: string): unknown {
  if (text.trim() === '') return undefined;
  const written = countColons(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DomainError('request_malformed', 'The body is not valid JSON.', { cause });
  }
  // Of members with the same name JSON.parse keeps the last. Each was written with a colon, so one that is missing shows.
  if (countMembers(value) !== written)
    throw new DomainError('request_malformed', 'The body has the same member twice.');
  return value;
}

function countMembers(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const element of value) count += countMembers(element);
    return count;
  }
  for (const [name, member] of Object.entries(value)) {
    if (forbiddenNames.has(name))
      throw new DomainError('request_malformed', 'The body has a member that is not allowed.');
    count += 1 + countMembers(member);
  }
  return count;
}

/** Every JSON body that an application takes goes through `parseJsonBody`. */
export function readJsonBodies(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body.toString()));
    } catch (error) {
      done(error instanceof Error ? error : new DomainError('request_malformed', 'The body is not valid JSON.'));
    }
  });
  fastify.removeContentTypeParser('text/plain');
}

/**
 * The colons outside of texts: in valid JSON, as many as it has members. Counts brackets as well, before anything is
 * parsed, because what recurses would run out of stack first.
 */
function countColons(text: string): number {
  let depth = 0;
  let colons = 0;
  for (let index = 0; index < text.length; index += 1) {
    switch (text[index]) {
      case '"':
        index = endOfText(text, index);
        break;
      case ':':
        colons += 1;
        break;
      case '{':
      case '[':
        depth += 1;
        if (depth > maximumDepth)
          throw new DomainError('request_malformed', `The body is nested deeper than ${maximumDepth} levels.`);
        break;
      case '}':
      case ']':
        depth -= 1;
    }
  }
  return colons;
}

/** @returns where the quotation mark stands that ends the text begun at `start`; the body's end when there is none */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
