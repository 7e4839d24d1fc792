import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { Config } from '@sluis/config';
import {
  answerableUntil,
  Authorisations,
  ConsentDecisions,
  ConsentPresentations,
  ConsentResources,
  Consents,
  purposeIn,
  type AskedConsent,
  type AuthorisationSubject,
  type Viewer,
} from '@sluis/consents';
import { DomainError } from '@sluis/errors';
import { Partners } from '@sluis/partners';
import { toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { SpendingRules, type SpendingRule } from '@sluis/spending-rules';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Browser } from './browser.js';
import { inLanguage, languageOf, returnUrlOf, SendPage } from './send-page.js';
import {
  consentTemplateVersion,
  isOpenToPayer,
  renderConsentPage,
  type ConsentLimits,
  type ConsentPageModel,
  type ConsentStage,
  type Language,
} from './views/index.js';

const formSchema = z.object({ csrf: z.string().max(100) });
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/**
 * The payer's page of one consent, or of its renewal: who asks, what exactly, for how long; agreeing and declining are
 * equally near. What is shown for a decision is kept, and the decision refers to it.
 */
@Controller('consent/:token')
export class ConsentPageController {
  constructor(
    private readonly consents: Consents,
    private readonly decisions: ConsentDecisions,
    private readonly presentations: ConsentPresentations,
    private readonly authorisations: Authorisations,
    private readonly resources: ConsentResources,
    private readonly partners: Partners,
    private readonly spendingRules: SpendingRules,
    private readonly transactions: Transactions,
    private readonly browser: Browser,
    private readonly page: SendPage,
    private readonly config: Config,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = await this.find(token);
    if (!asked) return this.page.message(request, reply, 'link_not_found');
    const language = languageOf(request);
    const browserToken = this.browser.knownOrNew(request, reply);
    const stage = await this.stageOf(asked, browserToken);
    const model = await this.modelOf(asked, stage, language, browserToken);
    // HEAD shows nothing, so there is nothing that could be decided on.
    if (isOpenToPayer(stage) && request.method !== 'HEAD') {
      const userAgent = request.headers['user-agent']?.slice(0, 500) ?? '';
      await this.keepShown(asked, model, { browserToken, userAgent, ip: request.ip });
    }
    this.page.html(reply, renderConsentPage({ ...model, csrfToken: this.browser.formToken(browserToken) }));
  }

  @Get('status')
  async status(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = await this.find(token);
    if (!asked) return void reply.status(404).send({ version: 'gone' });
    void reply.send({ version: versionOf(asked, await this.stageOf(asked, this.browser.known(request))) });
  }

  @Post()
  @HttpCode(303)
  agree(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.decide(token, body, request, reply, (asked, browser) => this.decisions.agree(asked, browser));
  }

  @Post('decline')
  @HttpCode(303)
  decline(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.decide(token, body, request, reply, (asked, browser) => this.decisions.decline(asked, browser));
  }

  private async decide(
    token: string,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
    act: (asked: AskedConsent, browser: { browserToken: string; language: Language }) => Promise<string | void>,
  ): Promise<void> {
    const asked = await this.find(token);
    if (!asked) return this.page.message(request, reply, 'link_not_found');
    const language = languageOf(request);
    const path = inLanguage(this.pathOf(asked), language);
    const browserToken = this.browser.known(request);
    if (browserToken === undefined || !this.isOwnForm(request, body))
      return this.page.message(request, reply, 'form_expired', path);
    const target = await act(asked, { browserToken, language }).catch((error: unknown) => {
      // Ended or expired since the page was drawn: the page says which.
      if (error instanceof DomainError && error.code === 'consent_transition_refused') return path;
      throw error;
    });
    void reply
      .status(303)
      .header('Location', target ?? path)
      .send();
  }

  private async modelOf(
    asked: AskedConsent,
    stage: ConsentStage,
    language: Language,
    browserToken: string,
  ): Promise<ConsentPageModel> {
    const { env } = this.config;
    const { consent, renewal } = asked;
    const { partner, accounts, rule } = await this.transactions.forPartner(consent.partnerId, async (tx) => ({
      partner: await this.partners.find(tx, consent.partnerId),
      accounts: await this.accountsFor(tx, asked, browserToken),
      rule: await this.spendingRules.ofConsent(tx, consent.partnerId, consent.id),
    }));
    const path = this.pathOf(asked);
    const publicId = toPublicId('consent', consent.id);
    const { redirectUri, state } = renewal ?? consent;
    return {
      language,
      tpp: { name: env.TPP_NAME, registerNumber: env.TPP_REGISTER_NUMBER },
      partner: { name: partner?.name ?? '' },
      consent: {
        id: publicId,
        type: consent.type,
        permissions: consent.permissions,
        purpose: purposeIn(consent, language),
        validUntil: renewal?.validUntil ?? consent.validUntil,
        psuReference: consent.psuReference,
        limits: rule ? limitsOf(rule) : null,
        askedIban: consent.askedIban,
        accounts,
      },
      renewal: renewal ? { validUntilNow: consent.validUntil, isConsentAlive: consent.isUsable(new Date()) } : null,
      stage,
      actionUrl: inLanguage(path, language),
      declineUrl: isOpenToPayer(stage) ? inLanguage(`${path}/decline`, language) : null,
      permissionsUrl: inLanguage('/permissions', language),
      returnUrl: returnUrlOf(redirectUri, { consent_id: publicId, state }),
      languageUrls: { nl: inLanguage(path, 'nl'), en: inLanguage(path, 'en') },
      csrfToken: '',
      statusUrl: `${path}/status`,
      statusVersion: versionOf(asked, stage),
    };
  }

  /** The link is known to the partner and to whoever it was passed on to: only the browser that gave it sees the accounts. */
  private async accountsFor(
    tx: Transaction,
    { consent, renewal }: AskedConsent,
    browserToken: string,
  ): Promise<ConsentPageModel['consent']['accounts']> {
    const given: AuthorisationSubject[] = [subjectOf({ consent, renewal: undefined })];
    if (renewal?.status === 'authorised') given.push(subjectOf({ consent, renewal }));
    for (const subject of given) {
      if ((await this.authorisations.visitorOf(tx, subject, browserToken)) !== 'giver') continue;
      const accounts = this.resources.shownAccounts(consent, await this.consents.accountsOf(tx, consent));
      return accounts.flatMap(({ iban, name }) => (iban === null || name === null ? [] : [{ iban, name }]));
    }
    return [];
  }

  /** Without what differs from visit to visit, and without the links: whoever reads it years later can do nothing with it. */
  private async keepShown({ consent, renewal }: AskedConsent, model: ConsentPageModel, viewer: Viewer): Promise<void> {
    const html = renderConsentPage({
      ...model,
      actionUrl: '#',
      declineUrl: '#',
      languageUrls: { nl: '#', en: '#' },
      statusUrl: '#',
      statusVersion: '',
    });
    const shown = { templateVersion: consentTemplateVersion, language: model.language, html };
    await this.transactions.forPartner(consent.partnerId, (tx) =>
      this.presentations.record(tx, consent, renewal?.id ?? null, shown, viewer),
    );
  }

  private async stageOf({ consent, renewal }: AskedConsent, browserToken: string | undefined): Promise<ConsentStage> {
    const asked = renewal ?? consent;
    const subject = subjectOf({ consent, renewal });
    // A renewal is given by the payer of before or not at all: whoever set out for it in another browser is the same.
    if (consent.status === 'authorised' && !renewal) {
      const visitor = await this.transactions.forPartner(consent.partnerId, (tx) =>
        this.authorisations.visitorOf(tx, subject, browserToken),
      );
      return { name: visitor === 'visitor' ? 'given_elsewhere' : 'authorised' };
    }
    if (asked.status !== 'awaiting_authorisation') {
      if (renewal && consent.status === 'revoked') return { name: 'revoked' };
      return asked.status === 'failed' ? failedStage(asked.statusReason) : { name: asked.status };
    }
    if (answerableUntil(asked) <= new Date() || (renewal && !consent.isUsable(new Date()))) return { name: 'expired' };
    const progress = await this.transactions.forPartner(asked.partnerId, (tx) =>
      this.authorisations.progressOf(tx, subject),
    );
    // A visit to the bank that came to nothing ends nothing: the payer may start again, from here.
    if (progress === 'failed') return { name: 'failed', reason: 'start_again' };
    return { name: progress === 'completing' ? 'completing' : 'ready' };
  }

  private isOwnForm(request: FastifyRequest, body: unknown): boolean {
    const form = formSchema.safeParse(body);
    return form.success && this.browser.isOwnForm(request, form.data.csrf);
  }

  private find(token: string): Promise<AskedConsent | undefined> {
    return tokenPattern.test(token) ? this.decisions.findByLink(token) : Promise.resolve(undefined);
  }

  private pathOf({ consent, renewal }: AskedConsent): string {
    return `/consent/${renewal ? this.resources.renewalLinkToken(renewal.id) : this.resources.linkToken(consent.id)}`;
  }
}

function subjectOf({ consent, renewal }: AskedConsent): AuthorisationSubject {
  const { id, partnerId } = renewal ?? consent;
  return { type: renewal ? 'renewal' : 'consent', id, partnerId };
}

function limitsOf({ limits }: SpendingRule): ConsentLimits {
  const { perPayment, perDay, perMonth, allowedCreditors } = limits;
  return {
    perPayment: perPayment?.toWire() ?? null,
    perDay: perDay?.toWire() ?? null,
    perMonth: perMonth?.toWire() ?? null,
    allowedCreditors,
  };
}

function failedStage(reason: string | null): ConsentStage {
  const known = (['another_payer', 'no_account_chosen', 'other_account_chosen'] as const).find((one) => one === reason);
  return { name: 'failed', reason: known ?? 'other' };
}

function versionOf({ consent, renewal }: AskedConsent, stage: ConsentStage): string {
  return `${consent.version}-${renewal?.status ?? ''}-${stage.name}`;
}
