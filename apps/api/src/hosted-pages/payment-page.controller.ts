import { setTimeout as wait } from 'node:timers/promises';
import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { Partners } from '@sluis/partners';
import {
  isUnpaidEnd,
  PayerDecisions,
  PaymentPages,
  PaymentResources,
  Payments,
  PaymentsByRequest,
  type Creditor,
  type Payment,
} from '@sluis/payment-initiation';
import { PaymentLinkResources } from '@sluis/payment-links';
import { toPublicId, Transactions } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ibanSchema } from '../http/iban.schema.js';
import { plainText } from '../http/text.schema.js';
import { Browser } from './browser.js';
import { asksDebtor } from './payer-choice.js';
import { paymentStage, type DebtorForm, type RequestForm } from './payment-page-model.js';
import { PaymentStages } from './payment-stages.js';
import { readAddress } from './request-address.js';
import { RememberedPayer, type Payer } from './remembered-payer.js';
import { inLanguage, languageOf, returnUrlOf, SendPage } from './send-page.js';
import {
  paymentTemplateVersion,
  renderKeptPaymentPage,
  renderPaymentPage,
  type Language,
  type PaymentPageModel,
} from './views/index.js';

/** How long an agreed payment may take before its page is shown instead of waited for. */
const bankWaitMs = 2_500;
const bankPollMs = 150;

/** Forms arrive as text fields; a field given twice arrives as an array and is refused here. */
const formSchema = z.object({
  csrf: z.string().max(100).optional(),
  iban: z.string().max(100).optional(),
  name: z.string().max(200).optional(),
  /** Where the payment request goes. */
  address: z.string().max(300).optional(),
  /** Ticked: keep the account in this browser. */
  remember: z.literal('yes').optional(),
  /** Pay from the account that this browser keeps. */
  remembered: z.literal('yes').optional(),
  push: z.literal('yes').optional(),
});
const nobody: Creditor = { name: null, iban: null, email: null, phone: null };
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** The payer's page of one payment: who is paid, by whom, how much, why; then the way to the bank and what came of it. */
@Controller('pay/:token')
export class PaymentPageController {
  constructor(
    private readonly payments: Payments,
    private readonly decisions: PayerDecisions,
    private readonly byRequest: PaymentsByRequest,
    private readonly resources: PaymentResources,
    private readonly pages: PaymentPages,
    private readonly linkResources: PaymentLinkResources,
    private readonly stages: PaymentStages,
    private readonly remembered: RememberedPayer,
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
    const browserToken = this.browser.knownOrNew(request, reply);
    if (form.push) return this.agreeByPush(payment, browserToken, request, reply);
    const debtor = asksDebtor(payment) ? this.debtorOf(form, request, browserToken) : undefined;
    if (debtor && 'errors' in debtor) return this.render(payment, request, reply, debtor);
    try {
      await this.decisions.agree(payment, debtor);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'rail_not_available') throw error;
      return this.render(payment, request, reply, { values: valuesOf(form), errors: { iban: 'not_bunq' } });
    }
    if (debtor && form.remember) this.remembered.keep(reply, browserToken, debtor);
    const bankPage = await this.waitForBankPage(payment, browserToken);
    this.redirect(reply, bankPage ?? this.pathOf(payment, request));
  }

  /** This browser is to keep the payer's account no longer. */
  @Post('forget')
  @HttpCode(303)
  async forget(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const payment = await this.find(token);
    if (!payment) return this.page.message(request, reply, 'link_not_found');
    if (!this.ownForm(request, body))
      return this.page.message(request, reply, 'form_expired', this.pathOf(payment, request));
    this.remembered.forget(reply);
    this.redirect(reply, this.pathOf(payment, request));
  }

  /** The payer wants a payment request in their app instead of the bank's page. */
  @Post('request')
  @HttpCode(303)
  async askForRequest(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const payment = await this.find(token);
    if (!payment) return this.page.message(request, reply, 'link_not_found');
    const form = this.ownForm(request, body);
    if (!form) return this.page.message(request, reply, 'form_expired', this.pathOf(payment, request));
    const value = form.address ?? '';
    const address = payment.debtorIban === null ? readAddress(value) : nobody;
    const error = typeof address === 'string' ? address : await this.choose(payment, address);
    if (error && payment.isRequestOffered)
      return this.render(payment, request, reply, undefined, { value, errors: { address: error } });
    this.redirect(reply, this.pathOf(payment, request));
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
    await this.decisions.decline(payment);
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
    const bankPage = await this.decisions.bankPage(payment, this.browser.knownOrNew(request, reply));
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

  /** Where a limit of the consent or its end is in the way, the ordinary way is still open. */
  private async agreeByPush(
    payment: Payment,
    browserToken: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const isSent = await this.decisions.agreeByPush(payment, browserToken).catch((error: unknown) => {
      const refusals = ['spending_rule_broken', 'consent_not_usable', 'permission_not_granted'];
      if (error instanceof DomainError && refusals.includes(error.code)) return false;
      throw error;
    });
    this.redirect(reply, `${this.pathOf(payment, request)}${isSent ? '' : '&other=1'}`);
  }

  /** @returns what stands in the way */
  private async choose(payment: Payment, address: Creditor): Promise<'not_possible' | 'own_account' | undefined> {
    try {
      await this.byRequest.choose(payment, address);
      return undefined;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code === 'bank_connection_not_usable') return 'not_possible';
      if (error.code === 'request_invalid') return 'own_account';
      throw error;
    }
  }

  private debtorOf(
    form: z.output<typeof formSchema>,
    request: FastifyRequest,
    browserToken: string,
  ): Payer | DebtorForm {
    const kept = form.remembered ? this.remembered.read(request, browserToken) : undefined;
    return kept ?? readDebtor(form);
  }

  private async waitForBankPage(payment: Payment, browserToken: string): Promise<string | undefined> {
    const until = performance.now() + bankWaitMs;
    for (;;) {
      const current = await this.payments.find(payment.partnerId, payment.id);
      const hasNoPage = current?.status === 'in_review' || current?.rail === 'payment_request';
      if (!current || current.isFinal || hasNoPage) return undefined;
      const bankPage = current.mayBeAuthorised ? await this.decisions.bankPage(current, browserToken) : undefined;
      if (bankPage || performance.now() > until) return bankPage;
      await wait(bankPollMs);
    }
  }

  private async render(
    payment: Payment,
    request: FastifyRequest,
    reply: FastifyReply,
    form?: DebtorForm,
    requestForm?: RequestForm,
  ): Promise<void> {
    const { env } = this.config;
    const language = languageOf(request);
    const partner = await this.transactions.forPartner(payment.partnerId, (tx) =>
      this.partners.find(tx, payment.partnerId),
    );
    const browserToken = this.browser.knownOrNew(request, reply);
    const path = `/pay/${this.resources.linkToken(payment.id)}`;
    const publicId = toPublicId('payment', payment.id);
    const model: PaymentPageModel = {
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
      stage: await this.stages.of(payment, path, { request, browserToken, form, requestForm }),
      otherBrowserHint: false,
      actionUrl: inLanguage(path, language),
      declineUrl:
        payment.status === 'received' && payment.authoriseRequestedAt === null
          ? inLanguage(`${path}/decline`, language)
          : null,
      requestUrl: payment.isRequestOffered ? `${inLanguage(path, language)}&request=1` : null,
      againUrl: this.againUrl(payment, language),
      returnUrl: returnUrlOf(payment.redirectUri, { payment_id: publicId, state: payment.state }),
      languageUrls: { nl: inLanguage(path, 'nl'), en: inLanguage(path, 'en') },
      csrfToken: this.browser.formToken(browserToken),
      statusUrl: `${path}/status`,
      statusVersion: versionOf(payment),
    };
    // What a payer typed wrongly is shown again, and not kept.
    const isCorrected = form !== undefined || requestForm !== undefined;
    if (model.declineUrl !== null && !isCorrected) await this.keepShown(payment, model);
    this.page.html(reply, renderPaymentPage(model), isCorrected ? 422 : 200);
  }

  /** The page asks the payer to decide: what it said stays on record. */
  private keepShown(payment: Payment, model: PaymentPageModel): Promise<void> {
    const html = renderKeptPaymentPage(model);
    const shown = { templateVersion: paymentTemplateVersion, language: model.language, html };
    return this.transactions.forPartner(payment.partnerId, (tx) => this.pages.record(tx, payment, shown));
  }

  /** Back to the link it came from: what ended unpaid can be paid by it after all. */
  private againUrl({ paymentLinkId, status }: Payment, language: Language): string | null {
    if (paymentLinkId === null || !isUnpaidEnd(status)) return null;
    return inLanguage(`/link/${this.linkResources.linkToken(paymentLinkId)}`, language);
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
  return { iban: form.iban ?? '', name: form.name ?? '', remember: form.remember !== undefined };
}

/** What the payer typed, or what is wrong with it. People type IBANs in small letters and with spaces. */
function readDebtor(form: z.output<typeof formSchema>): Payer | DebtorForm {
  const values = valuesOf(form);
  const typedIban = values.iban.replace(/[\s.-]/g, '').toUpperCase();
  if (typedIban === '') return { values, errors: { iban: 'missing' } };
  const iban = ibanSchema.safeParse(typedIban);
  if (!iban.success) return { values, errors: { iban: 'malformed' } };
  if (values.name.trim() === '') return { iban: iban.data, name: null };
  const name = plainText(70).safeParse(values.name);
  return name.success ? { iban: iban.data, name: name.data } : { values, errors: { name: 'too_long' } };
}
