import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  preferredLanguage,
  renderMessagePage,
  withTestModeRibbon,
  type Language,
  type MessageKind,
} from './views/index.js';

const messageStatus: Record<MessageKind, number> = {
  link_not_found: 404,
  link_expired: 410,
  authorisation_refused: 400,
  permission_refused: 400,
  payment_refused: 400,
  permission_started_elsewhere: 400,
  payment_started_elsewhere: 400,
  too_many: 429,
  form_expired: 403,
  unavailable: 503,
};

/** Sends rendered pages with the headers that every page of ours has. */
@Injectable()
export class SendPage {
  private readonly contentSecurityPolicy: string;
  private readonly isTestMode: boolean;

  constructor({ env }: Config) {
    this.isTestMode = env.PLATFORM_MODE === 'test';
    // A form that ends in a redirect to the bank counts as sent there.
    const banks = [env.BUNQ_OAUTH_AUTHORISE_URL, env.BUNQ_PSP_PAGE_URL].map((url) => new URL(url).origin);
    this.contentSecurityPolicy = [
      "default-src 'none'",
      "style-src 'self'",
      "script-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self'",
      `form-action 'self' ${[...new Set(banks)].join(' ')}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; ');
  }

  html(reply: FastifyReply, html: string, status = 200): void {
    void reply
      .status(status)
      .header('Content-Type', 'text/html; charset=utf-8')
      .header('Content-Security-Policy', this.contentSecurityPolicy)
      .send(this.isTestMode ? withTestModeRibbon(html) : html);
  }

  message(request: FastifyRequest, reply: FastifyReply, kind: MessageKind, backUrl: string | null = null): void {
    const language = languageOf(request);
    this.html(reply, renderMessagePage({ language, kind, requestId: request.id, backUrl }), messageStatus[kind]);
  }
}

/** `?lang=` wins over the browser's own preference. */
export function languageOf(request: FastifyRequest): Language {
  const { lang } = request.query as { lang?: unknown };
  return preferredLanguage(request.headers['accept-language'], typeof lang === 'string' ? lang : undefined);
}

/** The address of a page in a language, without losing the language on the way through forms. */
export function inLanguage(path: string, language: Language): string {
  return `${path}?lang=${language}`;
}

/** The partner's registered address with what tells them which of their payers came back. */
export function returnUrlOf(redirectUri: string | null, parameters: Record<string, string | null>): string | null {
  if (redirectUri === null) return null;
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value);
  return url.href;
}
