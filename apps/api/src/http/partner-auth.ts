import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  SetMetadata,
  UseGuards,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { DomainError } from '@sluis/errors';
import { ApiKeys, hasScope, type ApiScope, type PartnerIdentity } from '@sluis/partners';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import { speakVersion } from './api-version.js';
import { PartnerRateLimit } from './partner-rate-limit.js';

const strategyName = 'partner-api-key';
const scopeKey = 'sluis:scope';
const looksAtKeyKey = 'sluis:looks-at-key';

type AuthenticatedRequest = FastifyRequest & { user?: PartnerIdentity; mayRememberKey?: boolean };

/** Reads `Authorization: Bearer sk_…`. */
@Injectable()
export class PartnerApiKeyStrategy extends PassportStrategy(Strategy, strategyName) {
  constructor(private readonly apiKeys: ApiKeys) {
    super();
  }

  async validate(request: AuthenticatedRequest): Promise<PartnerIdentity> {
    const header = request.headers.authorization;
    if (!header) throw new DomainError('credential_missing', 'Send the API key as "Authorization: Bearer sk_…".');
    const [, key] = /^Bearer +(\S+)$/i.exec(header) ?? [];
    const identity = key
      ? await this.apiKeys.authenticate(key, { mayRemember: request.mayRememberKey ?? false })
      : undefined;
    if (!identity) throw new DomainError('credential_invalid', 'This API key is unknown, revoked or malformed.');
    return identity;
  }
}

/** Lets a request through when its key is valid and has the scope the operation asks for. */
@Injectable()
export class PartnerGuard extends AuthGuard(strategyName) {
  constructor(
    private readonly reflector: Reflector,
    private readonly rateLimit: PartnerRateLimit,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    // What changes something notices at once that a key was revoked; what only reads may be a second late.
    request.mayRememberKey =
      request.method === 'GET' || this.reflector.get<boolean>(looksAtKeyKey, context.getHandler()) === true;
    await super.canActivate(context);
    const scope = this.reflector.get<ApiScope | undefined>(scopeKey, context.getHandler());
    const identity = request.user;
    if (identity) {
      const reply = context.switchToHttp().getResponse<FastifyReply>();
      await this.rateLimit.count(identity, reply);
      speakVersion(request, reply, identity.apiVersion);
    }
    if (!identity || !scope || !hasScope(identity, scope)) {
      throw new DomainError('scope_missing', `This operation needs the scope "${scope ?? 'unknown'}".`);
    }
    return true;
  }

  override handleRequest<T>(error: unknown, identity: T): T {
    if (error) throw error;
    if (!identity) throw new DomainError('credential_invalid', 'This API key is unknown, revoked or malformed.');
    return identity;
  }
}

/** An operation for partners whose key has `scope`. Without this decorator a route answers nobody. */
export function ForPartners(scope: ApiScope) {
  return applyDecorators(SetMetadata(scopeKey, scope), UseGuards(PartnerGuard));
}

/** What a route's callers need to be allowed; undefined where it is not for partners. */
export function scopeOf(handler: object): ApiScope | undefined {
  return Reflect.getMetadata(scopeKey, handler) as ApiScope | undefined;
}

/** An operation that looks at the caller's key itself, in the statement that writes. */
export function LooksAtKey() {
  return SetMetadata(looksAtKeyKey, true);
}

/** The partner behind the request, from its credential alone. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): PartnerIdentity => {
  const { user } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!user) throw new DomainError('credential_missing', 'Send the API key as "Authorization: Bearer sk_…".');
  return user;
});
