import { Controller, Get, Logger, Req, Res } from '@nestjs/common';
import { Authorisations, ConsentResources, Consents, type CallbackRefusal } from '@sluis/consents';
import { Outbox } from '@sluis/outbox';
import { PaymentResources, Payments } from '@sluis/payment-initiation';
import { Transactions } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Browser } from './browser.js';
import { SendPage } from './send-page.js';
import type { MessageKind } from './views/index.js';

/** Each parameter once, as text: one that came twice could be read one way here and another way elsewhere. */
const querySchema = z.object({
  state: z.string().min(1).max(200).optional(),
  code: z.string().min(1).max(500).optional(),
  error: z.string().min(1).max(200).optional(),
});

const messageOf: Partial<Record<CallbackRefusal, MessageKind>> = { browser_differs: 'started_elsewhere' };

/**
 * Where bunq sends payers back to. The redirect is believed only for a visit that was started in this very browser less
 * than ten minutes ago, once. It leads on at once to a clean address, so that no code or state stays in a history.
 */
@Controller('oauth/bunq/callback')
export class BunqOauthCallbackController {
  private readonly logger = new Logger(BunqOauthCallbackController.name);

  constructor(
    private readonly authorisations: Authorisations,
    private readonly consents: Consents,
    private readonly consentResources: ConsentResources,
    private readonly payments: Payments,
    private readonly paymentResources: PaymentResources,
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly browser: Browser,
    private readonly page: SendPage,
  ) {}

  @Get()
  async take(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = querySchema.safeParse(request.query);
    const { state, code, error } = query.success ? query.data : {};
    const browserToken = this.browser.known(request);
    const location = await this.transactions.run(async (tx) => {
      const visit = await this.authorisations.takeReturn(tx, { state, code, error, browserToken });
      if ('refusal' in visit) {
        this.logger.warn({ msg: 'a return from the bank was refused', request_id: request.id, code: visit.refusal });
        return { refusal: visit.refusal };
      }
      const { partnerId, id } = visit;
      if (visit.type === 'payment') {
        const payment = await this.payments.findWithin(tx, partnerId, id);
        if (payment) await this.payments.lookNow(tx, payment);
        return `/pay/${this.paymentResources.linkToken(id)}`;
      }
      if (visit.isGranted)
        await this.outbox.schedule(tx, { kind: 'consents.complete', subject: `${partnerId}/${id}`, partnerId });
      else await this.consents.decline(tx, partnerId, id);
      return `/consent/${this.consentResources.linkToken(id)}`;
    });
    if (typeof location !== 'string')
      return this.page.message(request, reply, messageOf[location.refusal] ?? 'authorisation_refused');
    void reply.status(303).header('Location', location).send();
  }
}
