import { RequestMethod, type Type } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { ApiScope } from '@sluis/partners';
import { z } from 'zod';
import { readAccountReader } from '../accounts/account-reader.js';
import { readIdempotencyKey } from '../http/idempotency.js';
import { scopeOf } from '../http/partner-auth.js';
import { descriptionOf, type OperationDescription } from './documented.js';

/** One route with everything that its code says of it. */
export interface Operation {
  id: string;
  method: 'get' | 'post' | 'patch' | 'delete' | 'put';
  /** As OpenAPI writes it: `/v1/payments/{id}`. */
  path: string;
  pathParameters: string[];
  /** Absent where no key is asked for. */
  scope: ApiScope | undefined;
  takesIdempotencyKey: boolean;
  /** Reads a payer's accounts: takes the headers that tell of the payer's presence. */
  readsAccounts: boolean;
  body: z.ZodType | undefined;
  query: z.ZodType | undefined;
  status: number;
  description: OperationDescription;
}

const argument = z.object({ schema: z.custom<z.ZodType>((value) => value instanceof z.ZodType).optional() });
const customArgument = z.object({ factory: z.custom<object>((value) => typeof value === 'function').optional() });
const bodyParameter = '3:';
const queryParameter = '4:';

/** Every documented operation of these controllers. What decorators keep is what Nest itself goes by. */
export function readOperations(controllers: readonly Type<object>[]): Operation[] {
  return controllers.flatMap((controller) =>
    Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
      const handler: unknown = Reflect.get(controller.prototype, name);
      if (name === 'constructor' || typeof handler !== 'function') return [];
      const description = descriptionOf(handler);
      return description ? [readOperation(controller, name, handler, description)] : [];
    }),
  );
}

function readOperation(
  controller: Type<object>,
  name: string,
  handler: object,
  description: OperationDescription,
): Operation {
  const path = `/${pathOf(controller)}/${pathOf(handler)}`.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1');
  const method = methods.parse(RequestMethod[z.int().parse(Reflect.getMetadata(METHOD_METADATA, handler))]);
  const args = z
    .record(z.string(), z.looseObject({}))
    .parse(Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {});
  const schemaOf = (kind: string) =>
    argument.parse(Object.entries(args).find(([key]) => key.startsWith(kind))?.[1] ?? {}).schema;
  const factories = Object.values(args).map((value) => customArgument.parse(value).factory);
  const httpCode = z.int().optional().parse(Reflect.getMetadata(HTTP_CODE_METADATA, handler));
  return {
    id: `${lowerFirst(controller.name.replace(/Controller$/, ''))}_${name}`,
    method,
    path: path.replaceAll(/:(\w+)/g, '{$1}'),
    pathParameters: [...path.matchAll(/:(\w+)/g)].map(([, parameter = '']) => parameter),
    scope: scopeOf(handler),
    takesIdempotencyKey: factories.includes(readIdempotencyKey),
    readsAccounts: factories.includes(readAccountReader),
    body: schemaOf(bodyParameter),
    query: schemaOf(queryParameter),
    status: description.answer.status ?? httpCode ?? (method === 'post' ? 201 : 200),
    description,
  };
}

const methods = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['get', 'post', 'patch', 'delete', 'put']));

function pathOf(target: object): string {
  return z.string().catch('').parse(Reflect.getMetadata(PATH_METADATA, target));
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
