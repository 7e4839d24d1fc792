import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import type { Asker } from '@sluis/funds-confirmation';
import type { PartnerIdentity } from '@sluis/partners';
import type { FastifyRequest } from 'fastify';

/** Who asks whether funds suffice: the partner's key and the request, as they go on record. */
export const FundsAsker = createParamDecorator((_: unknown, context: ExecutionContext): Asker => {
  const request = context.switchToHttp().getRequest<FastifyRequest & { user?: PartnerIdentity }>();
  if (!request.user) throw new DomainError('credential_missing', 'Send the API key as "Authorization: Bearer sk_…".');
  const { partnerId, apiKeyId } = request.user;
  return { partnerId, actor: { type: 'partner', id: apiKeyId }, requestId: request.id };
});
