import { isIP } from 'node:net';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { PsuPresence, Reader, UnattendedBudget } from '@sluis/accounts';
import { DomainError } from '@sluis/errors';
import type { PartnerIdentity } from '@sluis/partners';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isBerlinGroup } from '../http/dialect.js';

type AuthenticatedRequest = FastifyRequest & { user?: PartnerIdentity };

/** What the request says about who reads: the partner's key, the route, and the payer when present. */
export interface ReaderOfRequest extends Reader {
  acceptsAgeMs: number;
}

/**
 * `PSU-IP-Address` and `PSU-User-Agent` together say that the payer is using the partner's application now. One without
 * the other is refused rather than guessed at: it would be an unattended read in disguise. The Berlin Group's own words
 * take the address alone.
 */
export function readAccountReader(_: unknown, context: ExecutionContext): ReaderOfRequest {
  const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!request.user) throw new DomainError('credential_missing', 'Send the API key as "Authorization: Bearer sk_…".');
  const { partnerId, apiKeyId } = request.user;
  return {
    partnerId,
    apiKeyId,
    requestId: request.id,
    operation: `${request.method} ${request.routeOptions.url ?? 'unknown'}`,
    psu: psuPresenceOf(request.headers, { needsUserAgent: !isBerlinGroup(request) }),
    acceptsAgeMs: acceptedAgeMs(request.headers['cache-control']),
  };
}

export const AccountReader = createParamDecorator(readAccountReader);

export function psuPresenceOf(
  headers: Record<string, string | string[] | undefined>,
  { needsUserAgent }: { needsUserAgent: boolean } = { needsUserAgent: true },
): PsuPresence | null {
  const ipAddress = headers['psu-ip-address'];
  const userAgent = headers['psu-user-agent'];
  if (ipAddress === undefined && userAgent === undefined) return null;
  if (typeof ipAddress !== 'string' || isIP(ipAddress) === 0)
    throw faultyHeader('PSU-IP-Address', 'must be one IPv4 or IPv6 address, sent together with PSU-User-Agent');
  if (userAgent === undefined && !needsUserAgent) return { ipAddress, userAgent: null };
  if (typeof userAgent !== 'string' || !/^[\x20-\x7e]{1,512}$/.test(userAgent) || userAgent.trim() === '')
    throw faultyHeader(
      'PSU-User-Agent',
      'must be 1 to 512 printable ASCII characters, sent together with PSU-IP-Address',
    );
  return { ipAddress, userAgent };
}

/** `Cache-Control` of the request: stored data of that age will do (RFC 9111). Without it, the bank is read. */
export function acceptedAgeMs(header: string | undefined): number {
  if (header === undefined) return 0;
  const directives = header.toLowerCase().split(/\s*,\s*/);
  if (directives.includes('only-if-cached')) return Number.POSITIVE_INFINITY;
  const maxAge = directives.map((directive) => /^max-age=(\d{1,9})$/.exec(directive)?.[1]).find(Boolean);
  return maxAge === undefined ? 0 : Number(maxAge) * 1_000;
}

/** Set before the answer is known, so that a refusal carries them too. */
export function sendBudget(reply: FastifyReply): (budget: UnattendedBudget) => void {
  return ({ remaining, resetsAt }) => {
    void reply.header('Unattended-Reads-Remaining', String(remaining));
    if (resetsAt) void reply.header('Unattended-Reads-Reset', resetsAt.toISOString());
    else void reply.removeHeader('Unattended-Reads-Reset');
  };
}

function faultyHeader(name: string, detail: string): DomainError {
  return new DomainError('request_invalid', `The header ${name} ${detail}.`, {
    fields: [{ pointer: `/headers/${name}`, code: 'invalid_header', detail }],
  });
}
