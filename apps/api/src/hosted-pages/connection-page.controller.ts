import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  BankConnections,
  ConnectionDecisions,
  ConnectionResources,
  type BankConnection,
} from '@sluis/bank-connections';
import { Config } from '@sluis/config';
import { Authorisations } from '@sluis/consents';
import { DomainError } from '@sluis/errors';
import { Partners } from '@sluis/partners';
import { toPublicId, Transactions } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Browser } from './browser.js';
import { inLanguage, languageOf, returnUrlOf, SendPage } from './send-page.js';
import {
  renderConnectionPage,
  type ConnectionPageModel,
  type ConnectionStageName,
  type Language,
} from './views/index.js';

const formSchema = z.object({ csrf: z.string().max(100) });
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** The page on which somebody of a partner connects the partner's own account; from here they go to the bank. */
@Controller('connect/:token')
export class ConnectionPageController {
  constructor(
    private readonly connections: BankConnections,
    private readonly decisions: ConnectionDecisions,
    private readonly authorisations: Authorisations,
    private readonly resources: ConnectionResources,
    private readonly partners: Partners,
    private readonly transactions: Transactions,
    private readonly browser: Browser,
    private readonly page: SendPage,
    private readonly config: Config,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const connection = await this.find(token);
    if (!connection) return this.page.message(request, reply, 'link_not_found');
    const csrfToken = this.browser.formToken(this.browser.knownOrNew(request, reply));
    this.page.html(reply, renderConnectionPage(await this.modelOf(connection, languageOf(request), csrfToken)));
  }

  @Get('status')
  async status(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const connection = await this.find(token);
    if (!connection) return void reply.status(404).send({ version: 'gone' });
    void reply.send({ version: versionOf(connection, await this.stageOf(connection)) });
  }

  @Post()
  @HttpCode(303)
  agree(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.decide(token, body, request, reply, (connection, browserToken) =>
      this.decisions.agree(connection, browserToken),
    );
  }

  @Post('decline')
  @HttpCode(303)
  decline(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.decide(token, body, request, reply, (connection) => this.decisions.decline(connection));
  }

  private async decide(
    token: string,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
    act: (connection: BankConnection, browserToken: string) => Promise<string | void>,
  ): Promise<void> {
    const connection = await this.find(token);
    if (!connection) return this.page.message(request, reply, 'link_not_found');
    const path = inLanguage(this.pathOf(connection), languageOf(request));
    const browserToken = this.browser.known(request);
    const form = formSchema.safeParse(body);
    const isOwnForm = form.success && this.browser.isOwnForm(request, form.data.csrf);
    if (browserToken === undefined || !isOwnForm) return this.page.message(request, reply, 'form_expired', path);
    const target = await act(connection, browserToken).catch((error: unknown) => {
      // Ended or expired since the page was drawn: the page says which.
      if (error instanceof DomainError && error.code === 'bank_connection_transition_refused') return path;
      throw error;
    });
    void reply
      .status(303)
      .header('Location', target ?? path)
      .send();
  }

  private async modelOf(
    connection: BankConnection,
    language: Language,
    csrfToken: string,
  ): Promise<ConnectionPageModel> {
    const { env } = this.config;
    const stage = await this.stageOf(connection);
    const { partner, accounts } = await this.transactions.forPartner(connection.partnerId, async (tx) => ({
      partner: await this.partners.find(tx, connection.partnerId),
      accounts: stage === 'active' ? await this.connections.accountsOf(tx, connection) : [],
    }));
    const path = this.pathOf(connection);
    const connectionId = toPublicId('bankConnection', connection.id);
    return {
      language,
      tpp: { name: env.TPP_NAME, registerNumber: env.TPP_REGISTER_NUMBER },
      partner: { name: partner?.name ?? '' },
      connectionId,
      stage,
      accounts: accounts.map(({ iban, holderName }) => ({ iban, name: holderName })),
      actionUrl: inLanguage(path, language),
      declineUrl: inLanguage(`${path}/decline`, language),
      returnUrl: returnUrlOf(connection.redirectUri, { bank_connection_id: connectionId, state: connection.state }),
      languageUrls: { nl: inLanguage(path, 'nl'), en: inLanguage(path, 'en') },
      csrfToken,
      statusUrl: `${path}/status`,
      statusVersion: versionOf(connection, stage),
    };
  }

  private async stageOf({ partnerId, id, status, linkExpiresAt }: BankConnection): Promise<ConnectionStageName> {
    if (status === 'disconnected' || status === 'lost') return 'ended';
    if (status !== 'awaiting_authorisation') return status;
    if (linkExpiresAt <= new Date()) return 'expired';
    const progress = await this.transactions.forPartner(partnerId, (tx) =>
      this.authorisations.progressOf(tx, { type: 'bank_connection', id, partnerId }),
    );
    // A visit to the bank that came to nothing ends nothing: they may start again, from here.
    if (progress === 'failed') return 'start_again';
    return progress === 'completing' ? 'completing' : 'ready';
  }

  private find(token: string): Promise<BankConnection | undefined> {
    return tokenPattern.test(token) ? this.decisions.findByLink(token) : Promise.resolve(undefined);
  }

  private pathOf({ id }: BankConnection): string {
    return `/connect/${this.resources.linkToken(id)}`;
  }
}

function versionOf({ version }: BankConnection, stage: ConnectionStageName): string {
  return `${version}-${stage}`;
}
