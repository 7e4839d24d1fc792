import { createParamDecorator, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuditTrail } from '@sluis/audit';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { personActor, PersonSessions, type PersonIdentity } from '@sluis/partner-people';
import { Transactions } from '@sluis/persistence';
import type { FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { isFromOrigin, isFromOwnPage } from '../signed-in/own-page.js';
import { mayDo, type Operation } from './operations.js';
import { PersonCookies } from './person-cookies.js';

export const operationKey = 'sluis:dashboard-operation';
const openKey = 'sluis:dashboard-open';

type PersonRequest = FastifyRequest & { person?: PersonIdentity };

/** An operation of the dashboard. A route with neither this nor `OpenToAll` answers nobody. */
export function ForPeople(operation: Operation) {
  return SetMetadata(operationKey, operation);
}

/** What has to answer before somebody is signed in. */
export function OpenToAll() {
  return SetMetadata(openKey, true);
}

/** Who is signed in, and of which partner. */
export const Person = createParamDecorator((_: unknown, context: ExecutionContext): PersonIdentity => {
  const { person } = context.switchToHttp().getRequest<PersonRequest>();
  if (!person) throw signedOut();
  return person;
});

/** Lets a request through when somebody is signed in, it comes from the dashboard itself, and the role may do it. */
@Injectable()
export class PersonGuard implements CanActivate {
  private readonly origin: string;
  /** Of this process alone: nobody signs in, or reads, faster than a person can. */
  private readonly strangers = new RateLimiterMemory({ points: 60, duration: 60 });
  private readonly people = new RateLimiterMemory({ points: 600, duration: 60 });

  constructor(
    private readonly reflector: Reflector,
    private readonly cookies: PersonCookies,
    private readonly sessions: PersonSessions,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
    { env }: Config,
  ) {
    this.origin = env.DASHBOARD_URL === undefined ? '' : new URL(env.DASHBOARD_URL).origin;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    const request = context.switchToHttp().getRequest<PersonRequest>();
    if (this.reflector.get<boolean | undefined>(openKey, handler) === true) return this.isOpenTo(request);
    const operation = this.reflector.get<Operation | undefined>(operationKey, handler);
    if (operation === undefined) throw new DomainError('route_not_found', 'No operation has this method and path.');

    const token = this.cookies.read(request, 'session');
    const person = token && (await this.sessions.use(token));
    if (!token || !person) throw signedOut();
    await count(this.people, person.id);
    if (!isFromOwnPage(request, this.origin, token)) {
      await this.recordRefusal(person, operation, 'not_from_dashboard');
      throw notFromDashboard();
    }
    if (!mayDo(person.role, operation)) {
      await this.recordRefusal(person, operation, 'role_missing');
      throw new DomainError('person_role_missing', `Your role does not include "${operation}".`);
    }
    request.person = person;
    return true;
  }

  /** Pages are for everybody; what begins or ends a sign-in comes from one of them, and not too often. */
  private async isOpenTo(request: PersonRequest): Promise<boolean> {
    if (request.method === 'GET' || request.method === 'HEAD') return true;
    await count(this.strangers, request.ip);
    if (!isFromOrigin(request, this.origin)) throw notFromDashboard();
    return true;
  }

  private recordRefusal(person: PersonIdentity, operation: Operation, cause: string): Promise<void> {
    return this.transactions.forPartner(person.partnerId, (tx) =>
      this.audit.record(tx, {
        partnerId: person.partnerId,
        actor: personActor(person),
        action: 'partner_person.refused',
        subject: { type: 'dashboard_operation', id: operation },
        outcome: 'refused',
        cause,
        details: { role: person.role },
      }),
    );
  }
}

async function count(limiter: RateLimiterMemory, key: string): Promise<void> {
  await limiter.consume(key).catch(() => {
    throw new DomainError('rate_limited', 'Too many requests. Wait a minute.', { retryAfterSeconds: 60 });
  });
}

function signedOut(): DomainError {
  return new DomainError('person_session_missing', 'Sign in first; a session ends by itself after a while.');
}

function notFromDashboard(): DomainError {
  return new DomainError('person_request_refused', 'The request does not come from a page of the dashboard.');
}
