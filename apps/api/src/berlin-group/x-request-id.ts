import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ConsentUnknownError } from '@sluis/accounts';
import { DomainError } from '@sluis/errors';
import { fromPublicId } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @returns undefined unless it is a UUID: nothing else is echoed */
export function requestIdOf({ headers }: FastifyRequest): string | undefined {
  const header = headers['x-request-id'];
  return typeof header === 'string' && uuid.test(header) ? header : undefined;
}

/** `X-Request-ID`: required, a UUID, sent back; on a creating request it is also the idempotency key. */
export const XRequestId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const http = context.switchToHttp();
  const requestId = requestIdOf(http.getRequest<FastifyRequest>());
  if (!requestId) {
    throw new DomainError('request_invalid', 'Send an X-Request-ID header with a UUID of your choice.', {
      fields: [{ pointer: '/headers/X-Request-ID', code: 'invalid_header', detail: 'must be a UUID' }],
    });
  }
  void http.getResponse<FastifyReply>().header('X-Request-ID', requestId);
  return requestId;
});

/** The consent that the header `Consent-ID` names. */
export function consentIdOf(request: FastifyRequest): string {
  const id = fromPublicId('consent', requiredHeader(request, 'Consent-ID'));
  if (id === undefined) throw new ConsentUnknownError();
  return id;
}

/** A header that a call cannot do without. */
export function requiredHeader(request: FastifyRequest, name: string): string {
  const header = request.headers[name.toLowerCase()];
  if (typeof header === 'string' && header !== '' && header.length <= 2048) return header;
  throw new DomainError('request_invalid', `Send the header ${name}.`, {
    fields: [{ pointer: `/headers/${name}`, code: 'invalid_header', detail: 'is required' }],
  });
}
