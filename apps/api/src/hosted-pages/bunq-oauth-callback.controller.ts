import { Controller, Get, Head, HttpCode, Logger, Req, Res } from '@nestjs/common';
import { ConnectionDecisions, ConnectionResources } from '@sluis/bank-connections';
import {
  Authorisations,
  ConsentDecisions,
  ConsentResources,
  PermissionSessions,
  type AuthorisationSubject,
  type CallbackRefusal,
  type ReturnedVisit,
} from '@sluis/consents';
import { Outbox } from '@sluis/outbox';
import { PaymentResources, Payments } from '@sluis/payment-initiation';
import { Transactions, type Transaction } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Browser } from './browser.js';
import { PermissionsCookie } from './permissions-cookie.js';
import { SendPage } from './send-page.js';
import type { MessageKind } from './views/index.js';

/** Each parameter once, as text: one that came twice could be read one way here and another way elsewhere. */
const querySchema = z
  .object({
    state: z.string().min(1).max(200).optional(),
    code: z.string().min(1).max(500).optional(),
    error: z.string().min(1).max(200).optional(),
  })
  // A redirect that grants and refuses at once, or does neither, says nothing.
  .refine(({ code, error }) => (code === undefined) !== (error === undefined));

type Onward =
  { path: string; permissionsToken?: string } | { refusal: CallbackRefusal; subject?: AuthorisationSubject };

/**
 * Where bunq sends payers back to. The redirect is believed only for a visit that was started in this very browser less
 * than ten minutes ago, once. It leads on at once to a clean address, so that no code or state stays in a history. The
 * same redirect once more, in the same browser, only leads there again.
 */
@Controller('oauth/bunq/callback')
export class BunqOauthCallbackController {
  private readonly logger = new Logger(BunqOauthCallbackController.name);

  constructor(
    private readonly authorisations: Authorisations,
    private readonly decisions: ConsentDecisions,
    private readonly consentResources: ConsentResources,
    private readonly permissionSessions: PermissionSessions,
    private readonly connectionDecisions: ConnectionDecisions,
    private readonly connectionResources: ConnectionResources,
    private readonly payments: Payments,
    private readonly paymentResources: PaymentResources,
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly browser: Browser,
    private readonly permissionsCookie: PermissionsCookie,
    private readonly page: SendPage,
  ) {}

  /** Before GET, which would answer it too: whoever only asks whether the address is there must not use up a state. */
  @Head()
  @HttpCode(204)
  answer(): void {}

  @Get()
  async take(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = querySchema.safeParse(request.query);
    const browserToken = this.browser.known(request);
    const onward = await this.transactions.run(async (tx): Promise<Onward> => {
      const visit = query.success
        ? await this.authorisations.takeReturn(tx, { state: query.data.state, code: query.data.code, browserToken })
        : await this.authorisations.refuseMalformed(tx);
      return 'refusal' in visit ? visit : this.goOn(tx, visit);
    });
    if ('refusal' in onward) {
      this.logger.warn({ msg: 'a return from the bank was refused', request_id: request.id, code: onward.refusal });
      const { refusal, subject } = onward;
      // Known only when the state was right; used up only by this very browser. Nothing is done again.
      if (refusal === 'state_used' && subject)
        return void reply.status(303).header('Location', this.pathOf(subject)).send();
      return this.page.message(request, reply, messageOf(refusal, subject));
    }
    if (onward.permissionsToken !== undefined) this.permissionsCookie.set(reply, onward.permissionsToken);
    void reply.status(303).header('Location', onward.path).send();
  }

  private async goOn(tx: Transaction, visit: ReturnedVisit): Promise<Onward> {
    if (visit.type === 'permissions') {
      if (!visit.isGranted) return { path: '/permissions?declined=1' };
      return { path: '/permissions', permissionsToken: await this.permissionSessions.begin(tx, visit.id) };
    }
    const { type, partnerId, id } = visit;
    if (type === 'payment') {
      const payment = await this.payments.findWithin(tx, partnerId, id);
      if (payment && !visit.isGranted) await this.payments.turnedBackAtBank(tx, partnerId, id);
      else if (payment) await this.payments.lookNow(tx, payment);
      return { path: this.pathOf(visit) };
    }
    if (type === 'bank_connection') {
      const due = { kind: 'bank_connections.complete', subject: `${partnerId}/${id}`, partnerId } as const;
      if (visit.isGranted) await this.outbox.schedule(tx, due);
      else await this.connectionDecisions.refusedAtBank(tx, partnerId, id);
      return { path: this.pathOf(visit) };
    }
    const kind = type === 'renewal' ? 'consents.renew' : 'consents.complete';
    if (visit.isGranted) await this.outbox.schedule(tx, { kind, subject: `${partnerId}/${id}`, partnerId });
    else if (!visit.isTooLate) await this.decisions.refusedAtBank(tx, partnerId, visit);
    return { path: this.pathOf(visit) };
  }

  /** Where a payer sees how it stands. */
  private pathOf({ type, id }: AuthorisationSubject): string {
    switch (type) {
      case 'permissions':
        return '/permissions';
      case 'payment':
        return `/pay/${this.paymentResources.linkToken(id)}`;
      case 'bank_connection':
        return `/connect/${this.connectionResources.linkToken(id)}`;
      case 'renewal':
        return `/consent/${this.consentResources.renewalLinkToken(id)}`;
      case 'consent':
        return `/consent/${this.consentResources.linkToken(id)}`;
    }
  }
}

function messageOf(refusal: CallbackRefusal, subject: AuthorisationSubject | undefined): MessageKind {
  if (!subject) return 'authorisation_refused';
  const isPayment = subject.type === 'payment';
  if (refusal === 'browser_differs') return isPayment ? 'payment_started_elsewhere' : 'permission_started_elsewhere';
  return isPayment ? 'payment_refused' : 'permission_refused';
}
