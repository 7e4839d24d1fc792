import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuditTrail } from '@sluis/audit';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { Transactions } from '@sluis/persistence';
import { staffActor, StaffSessions, type StaffIdentity } from '@sluis/staff';
import type { FastifyRequest } from 'fastify';
import { isFromOwnPage } from '../signed-in/own-page.js';
import { mayDo, type Operation } from './operations.js';
import { StaffCookies } from './staff-cookies.js';

export const operationKey = 'sluis:console-operation';
const openKey = 'sluis:console-open';

type StaffRequest = FastifyRequest & { staff?: StaffIdentity };

/** An operation of the console. A route with neither this nor `OpenToAll` answers nobody. */
export function ForStaff(operation: Operation) {
  return applyDecorators(SetMetadata(operationKey, operation));
}

/** What has to answer before somebody is signed in. */
export function OpenToAll() {
  return SetMetadata(openKey, true);
}

/** Who is signed in. */
export const Staff = createParamDecorator((_: unknown, context: ExecutionContext): StaffIdentity => {
  const { staff } = context.switchToHttp().getRequest<StaffRequest>();
  if (!staff) throw signedOut();
  return staff;
});

/** Lets a request through when somebody is signed in, it comes from the console itself, and the role may do it. */
@Injectable()
export class StaffGuard implements CanActivate {
  private readonly origin: string;

  constructor(
    private readonly reflector: Reflector,
    private readonly cookies: StaffCookies,
    private readonly sessions: StaffSessions,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
    { env }: Config,
  ) {
    this.origin = env.CONSOLE_URL === undefined ? '' : new URL(env.CONSOLE_URL).origin;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    if (this.reflector.get<boolean | undefined>(openKey, handler) === true) return true;
    const request = context.switchToHttp().getRequest<StaffRequest>();
    const operation = this.reflector.get<Operation | undefined>(operationKey, handler);
    if (operation === undefined) throw new DomainError('route_not_found', 'No operation has this method and path.');

    const token = this.cookies.read(request, 'session');
    const staff = token && (await this.sessions.use(token));
    if (!token || !staff) throw signedOut();
    if (!isFromOwnPage(request, this.origin, token)) {
      await this.recordRefusal(staff, operation, 'not_from_console');
      throw new DomainError('staff_request_refused', 'The request does not come from a page of the console.');
    }
    if (!mayDo(staff.roles, operation)) {
      await this.recordRefusal(staff, operation, 'role_missing');
      throw new DomainError('staff_role_missing', `Your roles do not include "${operation}".`);
    }
    request.staff = staff;
    return true;
  }

  private recordRefusal(staff: StaffIdentity, operation: Operation, cause: string): Promise<void> {
    return this.transactions.run((tx) =>
      this.audit.record(tx, {
        partnerId: null,
        actor: staffActor(staff),
        action: 'staff.refused',
        subject: { type: 'console_operation', id: operation },
        outcome: 'refused',
        cause,
        details: { roles: staff.roles.join(' ') },
      }),
    );
  }
}

function signedOut(): DomainError {
  return new DomainError('staff_session_missing', 'Sign in first; a session ends by itself after a while.');
}
