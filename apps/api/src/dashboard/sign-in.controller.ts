import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { formToken } from '@sluis/browser-sessions';
import { Config } from '@sluis/config';
import { Invitations, PasskeySignIn, PersonSessions, type PersonIdentity } from '@sluis/partner-people';
import { apiScopes } from '@sluis/partners';
import { toPublicId, Transactions } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  acceptSchema,
  type AcceptRequest,
  invitationTokenSchema,
  type InvitationTokenRequest,
  nothingSchema,
  signInSchema,
  type SignInRequest,
} from './dashboard.requests.js';
import { mayDo, operations, type Operation } from './operations.js';
import { PersonCookies } from './person-cookies.js';
import { ForPeople, OpenToAll, Person } from './person-guard.js';

/** How partners' people come in and go out. */
@Controller('dashboard/api')
export class DashboardSignInController {
  constructor(
    private readonly signIns: PasskeySignIn,
    private readonly invitations: Invitations,
    private readonly sessions: PersonSessions,
    private readonly cookies: PersonCookies,
    private readonly transactions: Transactions,
    private readonly config: Config,
  ) {}

  @Post('invitations/look')
  @HttpCode(200)
  @OpenToAll()
  async look(@Body({ schema: invitationTokenSchema }) { token }: InvitationTokenRequest) {
    const { partnerName, name, role, expiresAt } = await this.transactions.run((tx) =>
      this.invitations.look(tx, token),
    );
    return { partner: partnerName, name, role, expires_at: expiresAt.toISOString() };
  }

  @Post('invitations/begin')
  @HttpCode(200)
  @OpenToAll()
  async beginAccept(
    @Body({ schema: invitationTokenSchema }) { token }: InvitationTokenRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { options, browserToken } = await this.signIns.beginAccept(token);
    this.cookies.set(reply, 'sign-in', browserToken);
    return options;
  }

  @Post('invitations/accept')
  @HttpCode(204)
  @OpenToAll()
  async accept(
    @Req() request: FastifyRequest,
    @Body({ schema: acceptSchema }) { token, answer, passkey_name: passkeyName }: AcceptRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const browserToken = this.cookies.read(request, 'sign-in');
    this.cookies.clear(reply, 'sign-in');
    const session = await this.signIns.completeAccept(
      token,
      browserToken,
      answer,
      passkeyName,
      this.cookies.read(request, 'session'),
    );
    this.cookies.set(reply, 'session', session);
  }

  @Post('sign-in/begin')
  @HttpCode(200)
  @OpenToAll()
  async beginSignIn(@Body({ schema: nothingSchema }) _body: object, @Res({ passthrough: true }) reply: FastifyReply) {
    const { options, browserToken } = await this.signIns.beginSignIn();
    this.cookies.set(reply, 'sign-in', browserToken);
    return options;
  }

  @Post('sign-in/complete')
  @HttpCode(204)
  @OpenToAll()
  async completeSignIn(
    @Req() request: FastifyRequest,
    @Body({ schema: signInSchema }) { answer }: SignInRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const browserToken = this.cookies.read(request, 'sign-in');
    this.cookies.clear(reply, 'sign-in');
    const session = await this.signIns.completeSignIn(browserToken, answer, this.cookies.read(request, 'session'));
    this.cookies.set(reply, 'session', session);
  }

  @Get('session')
  @ForPeople('session.read')
  session(
    @Req() request: FastifyRequest,
    @Person() { id, name, role, partnerId, partnerName, expiresAt }: PersonIdentity,
  ) {
    const names = Object.keys(operations).filter((one): one is Operation => one in operations);
    return {
      id: toPublicId('partnerPerson', id),
      name,
      role,
      partner: { id: toPublicId('partner', partnerId), name: partnerName },
      operations: names.filter((operation) => mayDo(role, operation)),
      scopes: apiScopes,
      mode: this.config.env.PLATFORM_MODE,
      form_token: formToken(this.cookies.read(request, 'session') ?? ''),
      expires_at: expiresAt.toISOString(),
    };
  }

  @Post('sign-out')
  @HttpCode(204)
  @ForPeople('session.end')
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = this.cookies.read(request, 'session') ?? '';
    await this.transactions.run((tx) => this.sessions.end(tx, token, 'signed_out'));
    this.cookies.clear(reply, 'session');
  }
}
