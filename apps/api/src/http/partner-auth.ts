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
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';

const strategyName = 'partner-api-key';
const scopeKey = 'sluis:scope';

type AuthenticatedRequest = FastifyRequest & { user?: PartnerIdentity };

/** Reads `Authorization: Bearer sk_…`. */
@Injectable()
export class PartnerApiKeyStrategy extends PassportStrategy(Strategy, strategyName) {
  constructor(private readonly apiKeys: ApiKeys) {
    super();
  }

  async validate(request: FastifyRequest): Promise<PartnerIdentity> {
    const header = request.headers.authorization;
    if (!header) throw new DomainError('credential_missing', 'Send the API key as "Authorization: Bearer sk_…".');
    const [, key] = /^Bearer +(\S+)$/i.exec(header) ?? [];
    const identity = key ? await this.apiKeys.authenticate(key) : undefined;
    if (!identity) throw new DomainError('credential_invalid', 'This API key is unknown, revoked or malformed.');
    return identity;
  }
}

/** Lets a request through when its key is valid and has the scope the operation asks for. */
@Injectable()
export class PartnerGuard extends AuthGuard(strategyName) {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    await super.canActivate(context);
    const scope = this.reflector.get<ApiScope | undefined>(scopeKey, context.getHandler());
    const identity = context.switchToHttp().getRequest<AuthenticatedRequest>().user;
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

/** The partner behind the request, from its credential alone. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): PartnerIdentity => {
  const { user } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!user) throw new DomainError('credential_missing', 'Send the API key as "Authorization: Bearer sk_…".');
  return user;
});
