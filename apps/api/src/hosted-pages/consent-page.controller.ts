import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { Config } from '@sluis/config';
import { Authorisations, ConsentResources, Consents, type Consent } from '@sluis/consents';
import { DomainError } from '@sluis/errors';
import { Partners } from '@sluis/partners';
import { toPublicId, Transactions } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Browser } from './browser.js';
import { inLanguage, languageOf, returnUrlOf, SendPage } from './send-page.js';
import { isOpenToPayer, renderConsentPage, type ConsentStage } from './views/index.js';

const formSchema = z.object({ csrf: z.string().max(100) });
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** The payer's page of one consent: who asks, what exactly, for how long; agreeing and declining are equally near. */
@Controller('consent/:token')
export class ConsentPageController {
  constructor(
    private readonly consents: Consents,
    private readonly authorisations: Authorisations,
    private readonly resources: ConsentResources,
    private readonly partners: Partners,
    private readonly transactions: Transactions,
    private readonly browser: Browser,
    private readonly page: SendPage,
    private readonly config: Config,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const consent = await this.find(token);
    if (!consent) return this.page.message(request, reply, 'link_not_found');
    await this.render(consent, request, reply);
  }

  @Get('status')
  async status(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const consent = await this.find(token);
    if (!consent) return void reply.status(404).send({ version: 'gone' });
    void reply.send({ version: versionOf(consent, await this.stageOf(consent)) });
  }

  @Post()
  @HttpCode(303)
  async agree(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const consent = await this.find(token);
    if (!consent) return this.page.message(request, reply, 'link_not_found');
    const path = this.pathOf(consent, request);
    if (!this.isOwnForm(request, body)) return this.page.message(request, reply, 'form_expired', path);
    const browserToken = this.browser.knownOrNew(request, reply);
    const target = await this.consents.agree(consent, browserToken).catch((error: unknown) => {
      // Ended or expired since the page was drawn: the page says which.
      if (error instanceof DomainError && error.code === 'consent_transition_refused') return path;
      throw error;
    });
    void reply.status(303).header('Location', target).send();
  }

  @Post('decline')
  @HttpCode(303)
  async decline(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const consent = await this.find(token);
    if (!consent) return this.page.message(request, reply, 'link_not_found');
    const path = this.pathOf(consent, request);
    if (!this.isOwnForm(request, body)) return this.page.message(request, reply, 'form_expired', path);
    await this.transactions.forPartner(consent.partnerId, (tx) =>
      this.consents.decline(tx, consent.partnerId, consent.id),
    );
    void reply.status(303).header('Location', path).send();
  }

  private async render(consent: Consent, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { env } = this.config;
    const language = languageOf(request);
    const { partner, accounts } = await this.transactions.forPartner(consent.partnerId, async (tx) => ({
      partner: await this.partners.find(tx, consent.partnerId),
      accounts: await this.consents.accountsOf(tx, consent),
    }));
    const browserToken = this.browser.knownOrNew(request, reply);
    const path = `/consent/${this.resources.linkToken(consent.id)}`;
    const publicId = toPublicId('consent', consent.id);
    const stage = await this.stageOf(consent);
    const html = renderConsentPage({
      language,
      tpp: { name: env.TPP_NAME, registerNumber: env.TPP_REGISTER_NUMBER },
      partner: { name: partner?.name ?? '' },
      consent: {
        id: publicId,
        type: consent.type,
        permissions: consent.permissions,
        validUntil: consent.validUntil,
        psuReference: consent.psuReference,
        accounts: accounts.map(({ iban, holderName }) => ({ iban, name: holderName })),
      },
      stage,
      actionUrl: inLanguage(path, language),
      declineUrl: isOpenToPayer(stage) ? inLanguage(`${path}/decline`, language) : null,
      returnUrl: returnUrlOf(consent.redirectUri, { consent_id: publicId, state: consent.state }),
      languageUrls: { nl: inLanguage(path, 'nl'), en: inLanguage(path, 'en') },
      csrfToken: this.browser.formToken(browserToken),
      statusUrl: `${path}/status`,
      statusVersion: versionOf(consent, stage),
    });
    this.page.html(reply, html);
  }

  private async stageOf(consent: Consent): Promise<ConsentStage> {
    if (consent.status !== 'awaiting_authorisation') {
      return consent.status === 'failed' ? { name: 'failed', reason: 'other' } : { name: consent.status };
    }
    if (consent.linkExpiresAt <= new Date()) return { name: 'expired' };
    const progress = await this.transactions.forPartner(consent.partnerId, (tx) =>
      this.authorisations.progressOf(tx, consent.partnerId, consent.id),
    );
    // A visit to the bank that came to nothing does not end the consent: the payer may start again.
    if (progress === 'failed') return { name: 'failed', reason: 'start_again' };
    return { name: progress === 'completing' ? 'completing' : 'ready' };
  }

  private isOwnForm(request: FastifyRequest, body: unknown): boolean {
    const form = formSchema.safeParse(body);
    return form.success && this.browser.isOwnForm(request, form.data.csrf);
  }

  private find(token: string): Promise<Consent | undefined> {
    return tokenPattern.test(token) ? this.consents.findByLink(token) : Promise.resolve(undefined);
  }

  private pathOf(consent: Consent, request: FastifyRequest): string {
    return inLanguage(`/consent/${this.resources.linkToken(consent.id)}`, languageOf(request));
  }
}

function versionOf(consent: Consent, stage: ConsentStage): string {
  return `${consent.version}-${stage.name}`;
}
