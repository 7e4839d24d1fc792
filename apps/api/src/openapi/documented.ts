import { SetMetadata } from '@nestjs/common';
import type { DomainErrorCode } from '@sluis/errors';
import type { IdKind } from '@sluis/persistence';
import type { z } from 'zod';

/**
 * What an operation says of itself beside its own code. Method, path, scope, body, query and idempotency key are read from
 * where they take effect, and are not said twice.
 */
export interface OperationDescription {
  summary: string;
  description?: string;
  /** What each `{name}` of the path names. */
  ids?: Readonly<Record<string, IdKind>>;
  answer: {
    /** Where the handler sends it itself; else it is Nest's own: 201 for POST, 200 for others, or `@HttpCode`. */
    status?: number;
    /** Absent where the answer has no body or is no JSON. */
    schema?: z.ZodType;
    contentType?: string;
    headers?: Readonly<Record<string, string>>;
  };
  /** Beyond those that follow from key, path, query and body. */
  errors?: readonly DomainErrorCode[];
  /** A body that is taken as it stands. */
  example?: object;
  /** The fields of an upload, beside its `file`. */
  form?: z.ZodType;
}

const descriptionKey = 'sluis:operation';

/** An operation of the published API. A route without it is a page, or a door for the bank. */
export function Documented(description: OperationDescription) {
  return SetMetadata(descriptionKey, description);
}

export function descriptionOf(handler: object): OperationDescription | undefined {
  return Reflect.getMetadata(descriptionKey, handler) as OperationDescription | undefined;
}
