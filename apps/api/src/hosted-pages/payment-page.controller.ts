import { setTimeout as wait } from 'node:timers/promises';
import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { Partners } from '@sluis/partners';
import { PaymentResources, Payments, type Payment } from '@sluis/payment-initiation';
import { toPublicId, Transactions } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toString as qrCode } from 'qrcode';
import { z } from 'zod';
import { ibanSchema } from '../http/iban.schema.js';
import { plainText } from '../http/text.schema.js';
import { Browser } from './browser.js';
import { paymentStage, type DebtorForm } from './payment-page-model.js';
import { inLanguage, languageOf, returnUrlOf, SendPage } from './send-page.js';
import { renderPaymentPage, type PaymentStage } from './views/index.js';

/** How long an agreed payment may take before its page is shown instead of waited for. */
const bankWaitMs = 2_500;
const bankPollMs = 150;

/** Forms arrive as text fields; a field given twice arrives as an array and is refused here. */
const formSchema = z.object({
  csrf: z.string().max(100).optional(),
  iban: z.string().max(100).optional(),
  name: z.string().max(200).optional(),
});
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** The payer's page of one payment: who is paid, by whom, how much, why; then the way to the bank and what came of it. */
@Controller('pay/:token')
export class PaymentPageController {
  constructor(
    private readonly payments: Payments,
    private readonly resources: PaymentResources,
    private readonly partners: Partners,
    private readonly transactions: Transactions,
    private readonly browser: Browser,
    private readonly page: SendPage,
    private readonly config: Config,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const payment = await this.find(token);
    if (!payment) return this.page.message(request, reply, 'link_not_found');
    await this.render(payment, request, reply);
  }

  /** What the live script asks for; says nothing but whether the page is still right. */
  @Get('status')
  async status(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const payment = await this.find(token);
    void reply.status(payment ? 200 : 404).send({ version: payment ? versionOf(payment) : 'gone' });
  }

  /** The payer agrees, and goes on to the bank as soon as the order stands there. */
  @Post()
  @HttpCode(303)
  async agree(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const payment = await this.find(token);
    if (!payment) return this.page.message(request, reply, 'link_not_found');
    const form = this.ownForm(request, body);
    if (!form) return this.page.message(request, reply, 'form_expired', this.pathOf(payment, request));
    const debtor = payment.rail === 'psp_draft' && payment.debtorIban === null ? readDebtor(form) : undefined;
    if (debtor && 'errors' in debtor) return this.render(payment, request, reply, debtor);
    try {
      await this.payments.agree(payment, debtor);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'rail_not_available') throw error;
      return this.render(payment, request, reply, { values: valuesOf(form), errors: { iban: 'not_bunq' } });
    }
    const browserToken = this.browser.knownOrNew(request, reply);
    const bankPage = await this.waitForBankPage(payment, browserToken);
    this.redirect(reply, bankPage ?? this.pathOf(payment, request));
  }

  @Post('decline')
  @HttpCode(303)
  async decline(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const payment = await this.find(token);
    if (!payment) return this.page.message(request, reply, 'link_not_found');
    if (!this.ownForm(request, body))
      return this.page.message(request, reply, 'form_expired', this.pathOf(payment, request));
    await this.payments.decline(payment);
    this.redirect(reply, this.pathOf(payment, request));
  }

  /** On to the bank, from this browser. Each visit has a state of its own. */
  @Get('bank')
  async goToBank(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const payment = await this.find(token);
    if (!payment) return this.page.message(request, reply, 'link_not_found');
    const bankPage = await this.payments.bankPage(payment, this.browser.knownOrNew(request, reply));
    this.redirect(reply, bankPage ?? this.pathOf(payment, request));
  }

  /** The bank's own payment page sends the payer here. That proves nothing; it only makes us look. */
  @Get('return')
  async returnFromBank(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const payment = await this.find(token);
    if (!payment) return this.page.message(request, reply, 'link_not_found');
    await this.transactions.forPartner(payment.partnerId, (tx) => this.payments.lookNow(tx, payment));
    this.redirect(reply, this.pathOf(payment, request));
  }

  private async waitForBankPage(payment: Payment, browserToken: string): Promise<string | undefined> {
    const until = performance.now() + bankWaitMs;
    for (;;) {
      const current = await this.payments.find(payment.partnerId, payment.id);
      if (!current || current.isFinal || current.status === 'in_review') return undefined;
      const bankPage = current.mayBeAuthorised ? await this.payments.bankPage(current, browserToken) : undefined;
      if (bankPage || performance.now() > until) return bankPage;
      await wait(bankPollMs);
    }
  }

  private async render(
    payment: Payment,
    request: FastifyRequest,
    reply: FastifyReply,
    form?: DebtorForm,
  ): Promise<void> {
    const { env } = this.config;
    const language = languageOf(request);
    const partner = await this.transactions.forPartner(payment.partnerId, (tx) =>
      this.partners.find(tx, payment.partnerId),
    );
    const browserToken = this.browser.knownOrNew(request, reply);
    const path = `/pay/${this.resources.linkToken(payment.id)}`;
    const publicId = toPublicId('payment', payment.id);
    const html = renderPaymentPage({
      language,
      tpp: { name: env.TPP_NAME, registerNumber: env.TPP_REGISTER_NUMBER },
      partner: { name: partner?.name ?? '' },
      payment: {
        id: publicId,
        amount: payment.amount.toWire(),
        creditor: {
          name: payment.creditorName,
          iban: payment.creditorIban,
          email: payment.creditorEmail,
          phone: payment.creditorPhone,
        },
        payeeCheck: payment.creditorIban === null ? null : (payment.payeeVerification?.result ?? null),
        debtorIban: payment.debtorIban,
        remittanceInformation: payment.remittanceInformation,
        reference: payment.reference,
      },
      stage: await this.stageWithQrCode(payment, form, path),
      otherBrowserHint: false,
      actionUrl: inLanguage(path, language),
      declineUrl:
        payment.status === 'received' && payment.authoriseRequestedAt === null
          ? inLanguage(`${path}/decline`, language)
          : null,
      returnUrl: returnUrlOf(payment.redirectUri, { payment_id: publicId, state: payment.state }),
      languageUrls: { nl: inLanguage(path, 'nl'), en: inLanguage(path, 'en') },
      csrfToken: this.browser.formToken(browserToken),
      statusUrl: `${path}/status`,
      statusVersion: versionOf(payment),
    });
    this.page.html(reply, html, form ? 422 : 200);
  }

  private async stageWithQrCode(payment: Payment, form: DebtorForm | undefined, path: string): Promise<PaymentStage> {
    const stage = paymentStage(payment, form);
    if (stage.name !== 'at_bank') return stage;
    const qrSvg = await qrCode(`${this.config.env.PUBLIC_URL}${path}`, {
      type: 'svg',
      margin: 1,
      errorCorrectionLevel: 'M',
    });
    return { name: 'at_bank', bankUrl: `${path}/bank`, qrSvg };
  }

  private ownForm(request: FastifyRequest, body: unknown): z.output<typeof formSchema> | undefined {
    const form = formSchema.safeParse(body);
    return form.success && this.browser.isOwnForm(request, form.data.csrf) ? form.data : undefined;
  }

  private find(token: string): Promise<Payment | undefined> {
    return tokenPattern.test(token) ? this.payments.findByLink(token) : Promise.resolve(undefined);
  }

  private pathOf(payment: Payment, request: FastifyRequest): string {
    return inLanguage(`/pay/${this.resources.linkToken(payment.id)}`, languageOf(request));
  }

  private redirect(reply: FastifyReply, url: string): void {
    void reply.status(303).header('Location', url).send();
  }
}

/** Changes whenever the page would. */
function versionOf(payment: Payment): string {
  const stage = paymentStage(payment, undefined);
  return `${payment.version}-${stage.name}-${payment.payeeVerification?.result ?? ''}`;
}

function valuesOf(form: z.output<typeof formSchema>): DebtorForm['values'] {
  return { iban: form.iban ?? '', name: form.name ?? '' };
}

/** What the payer typed, or what is wrong with it. People type IBANs in small letters and with spaces. */
function readDebtor(form: z.output<typeof formSchema>): { iban: string; name: string | null } | DebtorForm {
  const values = valuesOf(form);
  const typedIban = values.iban.replace(/[\s.-]/g, '').toUpperCase();
  if (typedIban === '') return { values, errors: { iban: 'missing' } };
  const iban = ibanSchema.safeParse(typedIban);
  if (!iban.success) return { values, errors: { iban: 'malformed' } };
  if (values.name.trim() === '') return { iban: iban.data, name: null };
  const name = plainText(70).safeParse(values.name);
  return name.success ? { iban: iban.data, name: name.data } : { values, errors: { name: 'too_long' } };
}
