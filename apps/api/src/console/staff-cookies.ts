import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import type { FastifyReply, FastifyRequest } from 'fastify';

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

type CookieName = 'session' | 'sign-in';

/** The cookies of the console. The __Host- prefix ties them to this host and to https; without https there is only a local stack. */
@Injectable()
export class StaffCookies {
  private readonly isSecure: boolean;
  private readonly signInMinutes = 10;

  constructor({ env }: Config) {
    this.isSecure = env.CONSOLE_URL?.startsWith('https:') ?? true;
  }

  read(request: FastifyRequest, name: CookieName): string | undefined {
    const token = request.cookies[this.nameOf(name)];
    return token !== undefined && tokenPattern.test(token) ? token : undefined;
  }

  set(reply: FastifyReply, name: CookieName, token: string): void {
    // A session's cookie goes with the browser; when the session ends, the server decides.
    const maxAge = name === 'sign-in' ? { maxAge: this.signInMinutes * 60 } : {};
    void reply.setCookie(this.nameOf(name), token, { ...this.attributes(name), ...maxAge });
  }

  clear(reply: FastifyReply, name: CookieName): void {
    void reply.clearCookie(this.nameOf(name), this.attributes(name));
  }

  private nameOf(name: CookieName): string {
    return this.isSecure ? `__Host-sluis-staff-${name}` : `sluis-staff-${name}-local`;
  }

  private attributes(name: CookieName) {
    // The way back from the provider is a navigation from another site; the session itself never comes from there.
    const sameSite = name === 'sign-in' ? 'lax' : 'strict';
    return { path: '/', httpOnly: true, secure: this.isSecure, sameSite } as const;
  }
}
