import { createHash } from 'node:crypto';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import { ClientTokens } from '@sluis/payment-initiation';
import { toPublicId } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { allowOrigin } from '../http/browser-access.js';
import { PartnerRateLimit } from '../http/partner-rate-limit.js';
import { Documented } from '../openapi/documented.js';
import { clientPaymentOperations } from './client-payment.operations.js';

/** Once a second, for a page that waits. */
const requestsPerMinute = 60;

/** What the page of a shop may ask by itself: how one payment stands. */
@Controller('client/payment-status')
export class ClientPaymentController {
  constructor(
    private readonly tokens: ClientTokens,
    private readonly rateLimit: PartnerRateLimit,
  ) {}

  @Get()
  @Documented(clientPaymentOperations.read)
  async read(@Req() { headers }: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const { authorization, origin } = headers;
    if (!authorization) throw new DomainError('credential_missing', 'Send the token as "Authorization: Bearer ct_…".');
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    const view = await this.tokens.look(token, origin);
    if (!view) throw new DomainError('credential_invalid', 'This token is unknown, over or malformed.');
    if (origin !== undefined) {
      if (!view.isOriginRegistered)
        throw new DomainError('origin_not_registered', 'This page is not of an origin that is registered.');
      allowOrigin(reply, origin);
    }
    // A token in the hands of many payers must not use up what the partner itself may ask.
    await this.rateLimit.count({ partnerId: `client:${fingerprint(token)}`, requestsPerMinute }, reply);
    const { id, status, isFinal, creditableAt } = view.payment;
    return {
      id: toPublicId('payment', id),
      status,
      is_final: isFinal,
      is_creditable: creditableAt !== null && creditableAt.getTime() <= Date.now(),
    };
  }
}

/** A count needs a name, and the token is not to be found in Redis. */
function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('base64url').slice(0, 22);
}
