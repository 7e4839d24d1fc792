import { Body, Controller, Get, HttpCode, Logger, Post, Query, Req, Res } from '@nestjs/common';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { toPublicId, Transactions } from '@sluis/persistence';
import { IdentityProvider, SignInRefusedError, StaffSessions, StaffSignIn, type StaffIdentity } from '@sluis/staff';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mayDo, operations, type Operation } from './operations.js';
import { SignInLimit } from './sign-in-limit.js';
import { StaffCookies } from './staff-cookies.js';
import { ForStaff, OpenToAll, Staff } from './staff-guard.js';

/** A page of the console, and nothing that a browser could read as another site. */
const returnToSchema = z.object({
  return_to: z
    .string()
    .max(500)
    .regex(/^\/console(\/[\w\-./?=&%~]*)?$/)
    .catch('/console')
    .default('/console'),
});

const logoutSchema = z.object({ logout_token: z.string().max(10_000) });

/** How staff come in and go out. */
@Controller('console')
export class SignInController {
  private readonly logger = new Logger(SignInController.name);
  private readonly consoleUrl: string;

  constructor(
    private readonly signIns: StaffSignIn,
    private readonly sessions: StaffSessions,
    private readonly provider: IdentityProvider,
    private readonly cookies: StaffCookies,
    private readonly limit: SignInLimit,
    private readonly transactions: Transactions,
    { env }: Config,
  ) {
    this.consoleUrl = env.CONSOLE_URL ?? '';
  }

  @Get('sign-in')
  @OpenToAll()
  async signIn(@Req() request: FastifyRequest, @Query() query: unknown, @Res() reply: FastifyReply) {
    const { return_to: returnTo } = returnToSchema.parse(query);
    try {
      await this.limit.count('begin', request.ip);
      const { url, browserToken } = await this.signIns.begin(returnTo);
      this.cookies.set(reply, 'sign-in', browserToken);
      await reply.redirect(url.href, 303);
    } catch (error) {
      await this.refuse(reply, error);
    }
  }

  @Get('callback')
  @OpenToAll()
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    this.cookies.clear(reply, 'sign-in');
    try {
      await this.limit.count('return', request.ip);
      const { sessionToken, returnTo } = await this.signIns.complete(
        // Behind a proxy only the configured address is the one that the provider knows.
        new URL(request.url, this.consoleUrl),
        this.cookies.read(request, 'sign-in'),
        this.cookies.read(request, 'session'),
      );
      this.cookies.set(reply, 'session', sessionToken);
      await reply.redirect(returnTo, 303);
    } catch (error) {
      await this.refuse(reply, error);
    }
  }

  @Get('api/session')
  @ForStaff('session.read')
  session(@Req() request: FastifyRequest, @Staff() { id, name, roles, expiresAt }: StaffIdentity) {
    const names = Object.keys(operations).filter((name): name is Operation => name in operations);
    return {
      id: toPublicId('staffMember', id),
      name,
      roles,
      operations: names.filter((operation) => mayDo(roles, operation)),
      form_token: this.sessions.formToken(this.cookies.read(request, 'session') ?? ''),
      expires_at: expiresAt.toISOString(),
    };
  }

  /** @returns where the browser ends the session at the provider too */
  @Post('api/sign-out')
  @HttpCode(200)
  @ForStaff('session.end')
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const token = this.cookies.read(request, 'session') ?? '';
    await this.transactions.run((tx) => this.sessions.end(tx, token, 'signed_out'));
    this.cookies.clear(reply, 'session');
    return { provider_url: (await this.provider.signOutUrl())?.href ?? null };
  }

  /** The provider says, from behind, that somebody's session there has ended. */
  @Post('back-channel-logout')
  @HttpCode(200)
  @OpenToAll()
  async backChannelLogout(@Body() body: unknown) {
    const sent = logoutSchema.safeParse(body);
    const ended = sent.success ? await this.provider.readLogoutToken(sent.data.logout_token) : undefined;
    const count = ended && (await this.sessions.endFromProvider(ended));
    if (count === undefined) throw new DomainError('request_invalid', 'This is no logout token for the console.');
    return {};
  }

  private async refuse(reply: FastifyReply, error: unknown): Promise<void> {
    if (!(error instanceof SignInRefusedError)) throw error;
    this.logger.warn({ msg: 'sign-in refused', reason: error.reason });
    await reply.redirect(`/console/signed-out?reason=${error.reason}`, 303);
  }
}
