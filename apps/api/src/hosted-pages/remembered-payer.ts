import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { SecretBox, SecretUnreadableError, tokenHash } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

const payerSchema = z.object({ iban: z.string(), name: z.string().nullable(), until: z.number() });
const sixMonthsMs = 180 * 86_400_000;

export interface Payer {
  iban: string;
  name: string | null;
}

/**
 * The account that a payer asked this browser to remember. It is kept in the browser alone, sealed under our key and bound
 * to the browser's own token: whoever copies the cookie reads nothing, and it opens in no other browser.
 */
@Injectable()
export class RememberedPayer {
  private readonly isSecure: boolean;
  private readonly cookieName: string;

  constructor(
    private readonly secrets: SecretBox,
    { env }: Config,
  ) {
    this.isSecure = env.PUBLIC_URL.startsWith('https:');
    this.cookieName = this.isSecure ? '__Host-sluis-payer' : 'sluis-payer-local';
  }

  /** @returns undefined for anything but what we sealed for this browser less than half a year ago */
  read(request: FastifyRequest, browserToken: string): Payer | undefined {
    const value = request.cookies[this.cookieName];
    if (value === undefined || !/^[A-Za-z0-9_-]{100,1000}$/.test(value)) return undefined;
    try {
      const opened = this.secrets.open(Buffer.from(value, 'base64url'), location(browserToken));
      const { iban, name, until } = payerSchema.parse(JSON.parse(opened));
      return until > Date.now() ? { iban, name } : undefined;
    } catch (error) {
      // Of another browser, or sealed by a key that is no longer in the ring: as if there were none.
      if (error instanceof SecretUnreadableError) return undefined;
      throw error;
    }
  }

  keep(reply: FastifyReply, browserToken: string, { iban, name }: Payer): void {
    const text = JSON.stringify({ iban, name, until: Date.now() + sixMonthsMs });
    const value = this.secrets.seal(text, location(browserToken)).toString('base64url');
    void reply.setCookie(this.cookieName, value, { ...this.attributes(), maxAge: sixMonthsMs / 1000 });
  }

  forget(reply: FastifyReply): void {
    void reply.clearCookie(this.cookieName, this.attributes());
  }

  private attributes() {
    return { path: '/', httpOnly: true, secure: this.isSecure, sameSite: 'lax' } as const;
  }
}

function location(browserToken: string) {
  return {
    table: 'browser',
    column: 'remembered_payer',
    rowId: tokenHash(browserToken).toString('hex'),
    partnerId: null,
  };
}
