import { Controller, Get, Logger, Req, Res } from '@nestjs/common';
import { ConnectionDecisions, ConnectionResources } from '@sluis/bank-connections';
import {
  Authorisations,
  ConsentDecisions,
  ConsentResources,
  PermissionSessions,
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

const messageOf: Partial<Record<CallbackRefusal, MessageKind>> = { browser_differs: 'started_elsewhere' };

type Onward = { path: string; permissionsToken?: string } | { refusal: CallbackRefusal };

/**
 * Where bunq sends payers back to. The redirect is believed only for a visit that was started in this very browser less
 * than ten minutes ago, once. It leads on at once to a clean address, so that no code or state stays in a history.
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

  @Get()
  async take(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = querySchema.safeParse(request.query);
    const browserToken = this.browser.known(request);
    const onward = await this.transactions.run(async (tx): Promise<Onward> => {
      const visit = query.success
        ? await this.authorisations.takeReturn(tx, { state: query.data.state, code: query.data.code, browserToken })
        : await this.authorisations.refuseMalformed(tx);
      return 'refusal' in visit ? { refusal: visit.refusal } : this.goOn(tx, visit);
    });
    if ('refusal' in onward) {
      this.logger.warn({ msg: 'a return from the bank was refused', request_id: request.id, code: onward.refusal });
      return this.page.message(request, reply, messageOf[onward.refusal] ?? 'authorisation_refused');
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
      return { path: `/pay/${this.paymentResources.linkToken(id)}` };
    }
    if (type === 'bank_connection') {
      const due = { kind: 'bank_connections.complete', subject: `${partnerId}/${id}`, partnerId } as const;
      if (visit.isGranted) await this.outbox.schedule(tx, due);
      else await this.connectionDecisions.refusedAtBank(tx, partnerId, id);
      return { path: `/connect/${this.connectionResources.linkToken(id)}` };
    }
    const kind = type === 'renewal' ? 'consents.renew' : 'consents.complete';
    if (visit.isGranted) await this.outbox.schedule(tx, { kind, subject: `${partnerId}/${id}`, partnerId });
    else if (!visit.isTooLate) await this.decisions.refusedAtBank(tx, partnerId, visit);
    const token = type === 'renewal' ? this.consentResources.renewalLinkToken(id) : this.consentResources.linkToken(id);
    return { path: `/consent/${token}` };
  }
}
