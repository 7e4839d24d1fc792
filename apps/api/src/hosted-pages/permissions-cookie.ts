import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { permissionSessionMinutes } from '@sluis/consents';
import type { FastifyReply, FastifyRequest } from 'fastify';

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** The cookie of a payer who proved at the bank who they are; the server knows its hash and for how long. */
@Injectable()
export class PermissionsCookie {
  private readonly isSecure: boolean;
  private readonly name: string;

  constructor({ env }: Config) {
    this.isSecure = env.PUBLIC_URL.startsWith('https:');
    this.name = this.isSecure ? '__Host-sluis-permissions' : 'sluis-permissions-local';
  }

  read(request: FastifyRequest): string | undefined {
    const token = request.cookies[this.name];
    return token !== undefined && tokenPattern.test(token) ? token : undefined;
  }

  set(reply: FastifyReply, token: string): void {
    void reply.setCookie(this.name, token, { ...this.attributes(), maxAge: permissionSessionMinutes * 60 });
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(this.name, this.attributes());
  }

  private attributes() {
    // Set on the way back from the bank, which a browser counts as coming from another site: strict would not be sent.
    return { path: '/', httpOnly: true, secure: this.isSecure, sameSite: 'lax' } as const;
  }
}
