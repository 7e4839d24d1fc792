import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { AccountNews } from '@sluis/accounts';
import { BankConnections } from '@sluis/bank-connections';
import { Config } from '@sluis/config';
import { Consents } from '@sluis/consents';
import { DomainError } from '@sluis/errors';
import { Payments } from '@sluis/payment-initiation';
import { IncomingRequests, PaymentRequests } from '@sluis/payment-requests';
import { hashesEqual, tokenHash } from '@sluis/persistence';
import { z } from 'zod';

/** Loose on purpose: bunq adds fields and categories, and nothing here is believed but that there may be news. */
const callbackSchema = z.object({
  NotificationUrl: z.object({
    category: z.string(),
    object: z
      .object({
        DraftPayment: z.object({ id: z.int().positive() }).optional(),
        Payment: z.object({ monetary_account_id: z.int().positive() }).optional(),
        RequestInquiry: z.object({ id: z.int().positive() }).optional(),
        RequestResponse: z.object({ monetary_account_id: z.int().positive() }).optional(),
        // Of an `OAUTH` callback: the user that the bank made for the connection.
        UserApiKey: z.object({ id: z.int().positive() }).optional(),
      })
      .optional(),
  }),
});

/**
 * bunq's callbacks carry no signature. The address is the only secret, and a callback is a hint: it makes us read the
 * bank's object, and only that read moves anything.
 */
@Controller('callbacks/bunq/:secret')
export class BunqCallbacksController {
  constructor(
    private readonly payments: Payments,
    private readonly paymentRequests: PaymentRequests,
    private readonly incomingRequests: IncomingRequests,
    private readonly accountNews: AccountNews,
    private readonly consents: Consents,
    private readonly bankConnections: BankConnections,
    private readonly config: Config,
  ) {}

  @Post()
  @HttpCode(200)
  async take(@Param('secret') secret: string, @Body() body: unknown): Promise<{ status: string }> {
    if (!hashesEqual(tokenHash(secret), tokenHash(this.config.env.CALLBACK_SECRET))) {
      throw new DomainError('route_not_found', 'No operation has this method and path.');
    }
    const callback = callbackSchema.safeParse(body);
    const { category, object } = callback.success ? callback.data.NotificationUrl : {};
    if (object?.DraftPayment) await this.payments.lookNowAtDraft(object.DraftPayment.id);
    if (object?.RequestInquiry) await this.paymentRequests.lookNowAtInquiry(object.RequestInquiry.id);
    if (object?.RequestResponse)
      await this.incomingRequests.lookNowAtAccount(object.RequestResponse.monetary_account_id);
    if (category === 'OAUTH' && object?.UserApiKey) {
      await this.consents.lookNowAtBankUser(object.UserApiKey.id);
      await this.bankConnections.lookNowAtBankUser(object.UserApiKey.id);
    }
    if (object?.Payment) await this.accountNews.lookAt(object.Payment.monetary_account_id);
    return { status: 'ok' };
  }
}
