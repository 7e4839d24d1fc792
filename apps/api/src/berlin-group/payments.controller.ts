import { Body, Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { Money, moneyWireSchema } from '@sluis/money';
import type { PartnerIdentity } from '@sluis/partners';
import { PaymentResources, Payments, ReceivePayment, type Payment } from '@sluis/payment-initiation';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ibanSchema } from '../http/iban.schema.js';
import { Caller, ForPartners, LooksAtKey } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import { plainText } from '../http/text.schema.js';
import { sendCreated } from './send-created.js';
import { TppMessageFilter } from './tpp-message.filter.js';
import { link, paymentBase, paymentWords } from './words.js';
import { requiredHeader, XRequestId } from './x-request-id.js';

const { value: amount, currency } = moneyWireSchema.shape;

const paymentWordsSchema = z.strictObject({
  instructedAmount: z.strictObject({ amount, currency }),
  debtorAccount: z.strictObject({ iban: ibanSchema }).optional(),
  debtorName: plainText(70).optional(),
  creditorName: plainText(70),
  creditorAccount: z.strictObject({ iban: ibanSchema }),
  remittanceInformationUnstructured: plainText(140),
  endToEndIdentification: plainText(35).optional(),
});
type PaymentWords = z.output<typeof paymentWordsSchema>;

/** SEPA credit transfers, in the words of the NextGenPSD2 framework. */
@Controller('berlin-group/v1/payments/sepa-credit-transfers')
@UseFilters(TppMessageFilter)
export class BerlinGroupPaymentsController {
  constructor(
    private readonly payments: Payments,
    private readonly resources: PaymentResources,
    private readonly receivePayment: ReceivePayment,
  ) {}

  @Post()
  @ForPartners('payments:write')
  @LooksAtKey()
  async initiate(
    @Caller() caller: PartnerIdentity,
    @XRequestId() key: string,
    @Body({ schema: paymentWordsSchema }) body: PaymentWords,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const redirectUri = requiredHeader(request, 'TPP-Redirect-URI');
    const { partnerId } = caller;
    const idempotent = { partnerId, route: `POST ${paymentBase}`, key, body: { body, redirectUri } };
    const order = toInitiatePayment(body, redirectUri);
    const answer = await this.receivePayment.run(idempotent, caller, order, (payment) => ({
      status: 201,
      body: this.toCreated(payment),
    }));
    sendCreated(reply, answer);
  }

  @Get(':id')
  @ForPartners('payments:read')
  async get(@Caller() { partnerId }: PartnerIdentity, @XRequestId() _requestId: string, @Param('id') id: string) {
    return paymentWords(await this.find(partnerId, id));
  }

  @Get(':id/status')
  @ForPartners('payments:read')
  async status(@Caller() { partnerId }: PartnerIdentity, @XRequestId() _requestId: string, @Param('id') id: string) {
    return { transactionStatus: (await this.find(partnerId, id)).iso_status };
  }

  private async find(partnerId: string, id: string) {
    const payment = await this.payments.find(partnerId, requireId('payment', id));
    // An order of many is no single credit transfer, and this view has no other kind.
    if (!payment || payment.entries) throw notFound();
    return this.resources.toResource(payment);
  }

  private toCreated(payment: Payment) {
    const { id, iso_status: transactionStatus } = this.resources.toResource(payment);
    const scaRedirect = this.resources.authorisationUrl(payment);
    const self = `${paymentBase}/${id}`;
    return {
      transactionStatus,
      paymentId: id,
      _links: {
        ...(scaRedirect ? { scaRedirect: link(scaRedirect) } : {}),
        self: link(self),
        status: link(`${self}/status`),
      },
    };
  }
}

function toInitiatePayment(body: PaymentWords, redirectUri: string) {
  const { instructedAmount, debtorAccount, debtorName, creditorName, creditorAccount } = body;
  return {
    amount: Money.fromWire({ value: instructedAmount.amount, currency: instructedAmount.currency }),
    creditor: { name: creditorName, iban: creditorAccount.iban, email: null, phone: null },
    debtor: debtorAccount ? { iban: debtorAccount.iban, name: debtorName ?? null } : null,
    remittanceInformation: body.remittanceInformationUnstructured,
    reference: body.endToEndIdentification ?? null,
    redirectUri,
    state: null,
    consent: null,
    entries: null,
    schedule: null,
  };
}
