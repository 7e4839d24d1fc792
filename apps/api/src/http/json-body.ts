import { parse, type AnyNode } from '@humanwhocodes/momoa';
import { DomainError } from '@sluis/errors';

const maximumDepth = 16;

/** Nest takes these out of a body in silence, and what was sent would not be what is checked. */
const forbiddenNames = ['__proto__', 'constructor', 'prototype'];

/**
 * Reads a JSON body as money routes need it: no member twice (two readers could take different ones), no
 * member that reaches for a prototype, bounded depth.
 *
 * @throws DomainError request_malformed
 */
export function parseJsonBody(text: string): unknown {
  if (text.trim() === '') return undefined;
  let document: AnyNode;
  let value: unknown;
  try {
    refuseDepth(text);
    document = parse(text, { mode: 'json' }).body;
    // The stricter of the two readers: it also refuses raw control characters in texts.
    value = JSON.parse(text);
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw new DomainError('request_malformed', 'The body is not valid JSON.', { cause });
  }
  refuseRepeatedMembers(document);
  return value;
}

function refuseRepeatedMembers(node: AnyNode): void {
  if (node.type === 'Array') for (const element of node.elements) refuseRepeatedMembers(element.value);
  if (node.type !== 'Object') return;
  const names = new Set<string>();
  for (const { name, value } of node.members) {
    const text = name.type === 'String' ? name.value : name.name;
    if (names.has(text)) throw new DomainError('request_malformed', 'The body has the same member twice.');
    if (forbiddenNames.includes(text))
      throw new DomainError('request_malformed', 'The body has a member that is not allowed.');
    names.add(text);
    refuseRepeatedMembers(value);
  }
}

/** Counts brackets before parsing, because a parser that recurses would run out of stack first. */
function refuseDepth(text: string): void {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isInString) {
      if (character === '\\') index += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > maximumDepth)
        throw new DomainError('request_malformed', `The body is nested deeper than ${maximumDepth} levels.`);
    } else if (character === '}' || character === ']') depth -= 1;
  }
}
