import type { FastifyReply, FastifyRequest } from 'fastify';

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;
const attemptMinutes = 10;

export type SessionCookieName = 'session' | 'sign-in';

/** The cookies of people who sign in. The __Host- prefix ties them to this host and to https; without https there is only a local stack. */
export class SessionCookies {
  private readonly isSecure: boolean;

  /**
   * @param of whose they are, a part of their name
   * @param signInSameSite `lax` where a sign-in comes back from another site
   */
  constructor(
    private readonly of: string,
    url: string | undefined,
    private readonly signInSameSite: 'lax' | 'strict',
  ) {
    this.isSecure = url?.startsWith('https:') ?? true;
  }

  read(request: FastifyRequest, name: SessionCookieName): string | undefined {
    const token = request.cookies[this.nameOf(name)];
    return token !== undefined && tokenPattern.test(token) ? token : undefined;
  }

  set(reply: FastifyReply, name: SessionCookieName, token: string): void {
    // A session's cookie goes with the browser; when the session ends, the server decides.
    const maxAge = name === 'sign-in' ? { maxAge: attemptMinutes * 60 } : {};
    void reply.setCookie(this.nameOf(name), token, { ...this.attributes(name), ...maxAge });
  }

  clear(reply: FastifyReply, name: SessionCookieName): void {
    void reply.clearCookie(this.nameOf(name), this.attributes(name));
  }

  private nameOf(name: SessionCookieName): string {
    return this.isSecure ? `__Host-sluis-${this.of}-${name}` : `sluis-${this.of}-${name}-local`;
  }

  private attributes(name: SessionCookieName) {
    const sameSite = name === 'sign-in' ? this.signInSameSite : 'strict';
    return { path: '/', httpOnly: true, secure: this.isSecure, sameSite } as const;
  }
}
