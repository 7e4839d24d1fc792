import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { DerivedTokens, hashesEqual, randomToken } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;
const sixMonthsSeconds = 180 * 86_400;

/**
 * The payer's browser, known by a random cookie alone. It binds what was started in this browser to this browser, and
 * forms to their pages.
 */
@Injectable()
export class Browser {
  private readonly isSecure: boolean;
  private readonly cookieName: string;

  constructor(
    private readonly tokens: DerivedTokens,
    { env }: Config,
  ) {
    this.isSecure = env.PUBLIC_URL.startsWith('https:');
    // The __Host- prefix ties the cookie to this host and to https; without https there is only a local stack.
    this.cookieName = this.isSecure ? '__Host-sluis' : 'sluis-local';
  }

  /** @returns undefined for a browser that never saw a page of ours, or keeps no cookies */
  known(request: FastifyRequest): string | undefined {
    const token = request.cookies[this.cookieName];
    return token !== undefined && tokenPattern.test(token) ? token : undefined;
  }

  knownOrNew(request: FastifyRequest, reply: FastifyReply): string {
    const known = this.known(request);
    if (known) return known;
    const token = randomToken();
    void reply.setCookie(this.cookieName, token, {
      path: '/',
      httpOnly: true,
      secure: this.isSecure,
      // The bank's redirect is a cross-site navigation and must bring the cookie.
      sameSite: 'lax',
      maxAge: sixMonthsSeconds,
    });
    return token;
  }

  formToken(browserToken: string): string {
    return this.tokens.derive('form', browserToken);
  }

  /** A form of ours, sent by the browser that was given it, from a page of ours. */
  isOwnForm(request: FastifyRequest, formToken: unknown): boolean {
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') return false;
    const known = this.known(request);
    if (!known || typeof formToken !== 'string') return false;
    return hashesEqual(Buffer.from(formToken), Buffer.from(this.formToken(known)));
  }
}
