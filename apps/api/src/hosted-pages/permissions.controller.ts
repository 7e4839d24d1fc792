import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { Config } from '@sluis/config';
import {
  PermissionSessions,
  PsuConsents,
  purposeIn,
  type ConsentStatus,
  type PermissionSession,
  type PsuConsent,
} from '@sluis/consents';
import { fromPublicId, toPublicId, Transactions } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Browser } from './browser.js';
import { PermissionsCookie } from './permissions-cookie.js';
import { inLanguage, languageOf, SendPage } from './send-page.js';
import { renderPermissionsPage, type Language, type PermissionItem, type PermissionsStage } from './views/index.js';

const formSchema = z.object({ csrf: z.string().max(100) });
const path = '/permissions';

/** A payer's own permissions, over all partners: what, to whom, since and until when; each stopped with one button. */
@Controller('permissions')
export class PermissionsController {
  constructor(
    private readonly sessions: PermissionSessions,
    private readonly psuConsents: PsuConsents,
    private readonly transactions: Transactions,
    private readonly browser: Browser,
    private readonly cookie: PermissionsCookie,
    private readonly page: SendPage,
    private readonly config: Config,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.sessionOf(request);
    this.render(request, reply, await this.stageOf(session, request));
  }

  @Get('status')
  async status(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    void reply.send({ version: versionOf(await this.sessionOf(request)) });
  }

  @Post()
  @HttpCode(303)
  async logIn(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!this.isOwnForm(request, body)) return this.formExpired(request, reply);
    const target = await this.sessions.start(this.browser.knownOrNew(request, reply));
    void reply.status(303).header('Location', target).send();
  }

  @Post('logout')
  @HttpCode(303)
  async logOut(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!this.isOwnForm(request, body)) return this.formExpired(request, reply);
    const token = this.cookie.read(request);
    if (token) await this.transactions.run((tx) => this.sessions.close(tx, token));
    this.cookie.clear(reply);
    this.back(request, reply);
  }

  @Get(':id/stop')
  async confirm(
    @Param('id') publicId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const own = await this.ownConsent(request, publicId);
    if (own?.found.consent.status !== 'authorised') return this.back(request, reply);
    this.render(request, reply, { name: 'confirm', item: itemOf(own.found, languageOf(request)) });
  }

  @Post(':id/stop')
  @HttpCode(303)
  async stop(
    @Param('id') publicId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!this.isOwnForm(request, body)) return this.formExpired(request, reply);
    const own = await this.ownConsent(request, publicId);
    if (own) await this.psuConsents.stop(own.session, own.found);
    void reply
      .status(303)
      .header('Location', `${inLanguage(path, languageOf(request))}${own ? `&stopped=${publicId}` : ''}`)
      .send();
  }

  private async stageOf(session: PermissionSession | undefined, request: FastifyRequest): Promise<PermissionsStage> {
    const { declined, stopped } = request.query as { declined?: unknown; stopped?: unknown };
    if (!session) return { name: 'log_in', notice: declined === undefined ? null : 'declined' };
    if (session.status === 'identifying') return { name: 'identifying' };
    if (session.status === 'failed') return { name: 'log_in', notice: 'failed' };
    const items = (await this.psuConsents.list(session)).map((one) => itemOf(one, languageOf(request)));
    const justStopped = items.find(({ id, status }) => id === stopped && status === 'revoked');
    return { name: 'list', items, justStopped: justStopped?.partner ?? null };
  }

  private render(request: FastifyRequest, reply: FastifyReply, stage: PermissionsStage): void {
    const { env } = this.config;
    const language = languageOf(request);
    const browserToken = this.browser.knownOrNew(request, reply);
    const here = stage.name === 'confirm' ? `${path}/${stage.item.id}/stop` : path;
    const html = renderPermissionsPage({
      language,
      tpp: { name: env.TPP_NAME, registerNumber: env.TPP_REGISTER_NUMBER },
      stage,
      pageUrl: inLanguage(path, language),
      logOutUrl: inLanguage(`${path}/logout`, language),
      stopUrl: (id) => inLanguage(`${path}/${id}/stop`, language),
      languageUrls: { nl: inLanguage(here, 'nl'), en: inLanguage(here, 'en') },
      csrfToken: this.browser.formToken(browserToken),
      statusUrl: `${path}/status`,
      statusVersion: stage.name === 'identifying' ? 'identifying' : 'settled',
    });
    this.page.html(reply, html);
  }

  private sessionOf(request: FastifyRequest): Promise<PermissionSession | undefined> {
    const token = this.cookie.read(request);
    return token ? this.transactions.run((tx) => this.sessions.find(tx, token)) : Promise.resolve(undefined);
  }

  private async ownConsent(
    request: FastifyRequest,
    publicId: string,
  ): Promise<{ session: PermissionSession; found: PsuConsent } | undefined> {
    const session = await this.sessionOf(request);
    const id = fromPublicId('consent', publicId);
    if (session?.status !== 'open' || id === undefined) return undefined;
    const found = await this.psuConsents.find(session, id);
    return found && { session, found };
  }

  private isOwnForm(request: FastifyRequest, body: unknown): boolean {
    const form = formSchema.safeParse(body);
    return form.success && this.browser.isOwnForm(request, form.data.csrf);
  }

  private formExpired(request: FastifyRequest, reply: FastifyReply): void {
    this.page.message(request, reply, 'form_expired', inLanguage(path, languageOf(request)));
  }

  private back(request: FastifyRequest, reply: FastifyReply): void {
    void reply
      .status(303)
      .header('Location', inLanguage(path, languageOf(request)))
      .send();
  }
}

function versionOf(session: PermissionSession | undefined): string {
  return session?.status === 'identifying' ? 'identifying' : 'settled';
}

/** Only what a payer can have here: consents that were given. */
function itemOf({ consent, partnerName, accounts, lastUsedAt }: PsuConsent, language: Language): PermissionItem {
  return {
    id: toPublicId('consent', consent.id),
    partner: partnerName,
    type: consent.type,
    status: shownStatus(consent.status),
    revokedBy: consent.revokedBy,
    permissions: consent.permissions,
    purpose: purposeIn(consent, language),
    accounts: accounts.map(({ iban, holderName }) => ({ iban, name: holderName })),
    since: consent.createdAt,
    until: consent.validUntil,
    endedAt: consent.endedAt,
    lastUsedAt,
  };
}

function shownStatus(status: ConsentStatus): PermissionItem['status'] {
  return status === 'authorised' || status === 'revoked' ? status : 'expired';
}
