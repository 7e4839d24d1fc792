import { StandardSchemaValidationPipe } from '@nestjs/common';
import { DomainError, type FieldError } from '@sluis/errors';

type Issue = {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[];
  code?: string;
  keys?: string[];
};

/** Checks every `@Body({ schema })`, `@Query({ schema })` and `@Param({ schema })`, and names each field that is wrong. */
export const validationPipe = new StandardSchemaValidationPipe({
  exceptionFactory: (issues) =>
    new DomainError('request_invalid', 'One or more fields are not valid; see errors.', {
      fields: issues.flatMap(toFieldErrors).slice(0, 50),
    }),
});

/** One complaint of a schema, as partners see it. */
export function toFieldErrors(issue: Issue): FieldError[] {
  const pointer = (issue.path ?? [])
    .map((part) => `/${escapePointer(typeof part === 'object' ? part.key : part)}`)
    .join('');
  if (issue.code === 'unrecognized_keys' && issue.keys) {
    return issue.keys.map((key) => ({
      pointer: `${pointer}/${escapePointer(key)}`,
      code: 'unknown_field',
      detail: 'is not a field of this request',
    }));
  }
  return [{ pointer, code: issue.code ?? 'invalid', detail: issue.message }];
}

function escapePointer(part: PropertyKey): string {
  return String(part).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
}
