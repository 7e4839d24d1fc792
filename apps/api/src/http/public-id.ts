import { DomainError } from '@sluis/errors';
import { fromPublicId, type IdKind } from '@sluis/persistence';
import { z } from 'zod';

/** An id in a body or a query, before it is known whether it names anything. */
export const anyId = z.string().min(1, 'must not be empty').max(64);

/** @throws DomainError resource_not_found for anything that is no id of this kind: the same answer as for a foreign id */
export function requireId(kind: IdKind, publicId: string): string {
  const id = fromPublicId(kind, publicId);
  if (id === undefined) throw notFound();
  return id;
}

/** What was looked for. @throws DomainError resource_not_found when it is not there */
export function found<T>(thing: T | undefined): T {
  if (thing === undefined) throw notFound();
  return thing;
}

export function notFound(): DomainError {
  return new DomainError('resource_not_found', 'There is no such resource, or it is not yours.');
}
