import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import type { Money } from '@sluis/money';
import { Partners } from '@sluis/partners';
import { PaymentResources, type Payment } from '@sluis/payment-initiation';
import { PayByLink, PaymentLinkResources, PaymentLinks, type PaymentLink } from '@sluis/payment-links';
import { randomToken, toPublicId, Transactions } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toString as qrCode } from 'qrcode';
import { z } from 'zod';
import { Browser } from './browser.js';
import { inLanguage, languageOf, returnUrlOf, SendPage } from './send-page.js';
import { readAmount } from './typed-amount.js';
import { renderLinkPage, type AmountError, type LinkStage } from './views/index.js';

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;
const formSchema = z.object({
  csrf: z.string().max(100),
  visit: z.string().regex(tokenPattern),
  amount: z.string().max(40).optional(),
});

/** What the payer typed, and what is wrong with it. */
interface TypedAmount {
  value: string;
  error: AmountError | null;
}

/**
 * The payer's page of a payment link. Looking at it begins nothing, because previews and scanners look too; its form
 * begins one payment per page drawn, and leads on to the page of that payment.
 */
@Controller('link/:token')
export class LinkPageController {
  constructor(
    private readonly links: PaymentLinks,
    private readonly payByLink: PayByLink,
    private readonly linkResources: PaymentLinkResources,
    private readonly paymentResources: PaymentResources,
    private readonly partners: Partners,
    private readonly transactions: Transactions,
    private readonly browser: Browser,
    private readonly page: SendPage,
    private readonly config: Config,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const link = await this.find(token);
    if (!link) return this.page.message(request, reply, 'link_not_found');
    await this.render(link, request, reply);
  }

  @Post()
  @HttpCode(303)
  async begin(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = await this.find(token);
    if (!link) return this.page.message(request, reply, 'link_not_found');
    const form = formSchema.safeParse(body);
    const browserToken = this.browser.known(request);
    if (!form.success || browserToken === undefined || !this.browser.isOwnForm(request, form.data.csrf))
      return this.page.message(request, reply, 'form_expired', this.pathOf(link, request));
    const value = form.data.amount ?? '';
    const amount = link.bounds ? readAmount(value, link.bounds) : undefined;
    // Shown by a page of its own, so that the back button never leads to a form that was sent.
    if (typeof amount === 'string')
      return this.redirect(reply, `${this.pathOf(link, request)}&amount=${encodeURIComponent(value)}`);
    const payment = await this.payment(link, { browserToken, visitToken: form.data.visit }, amount);
    if (payment === 'too_many') return this.page.message(request, reply, 'too_many', this.pathOf(link, request));
    if (payment === 'not_usable') return this.redirect(reply, this.pathOf(link, request));
    if (payment === 'not_possible') return this.render(link, request, reply, { isPossible: false });
    this.redirect(reply, inLanguage(this.paymentPath(payment), languageOf(request)));
  }

  private async payment(
    link: PaymentLink,
    visit: { browserToken: string; visitToken: string },
    amount: Money | undefined,
  ): Promise<Payment | 'too_many' | 'not_usable' | 'not_possible'> {
    try {
      return await this.payByLink.begin(link, visit, amount);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      switch (error.code) {
        case 'rate_limited':
          return 'too_many';
        // Ended or taken since the page was drawn: the page says which.
        case 'payment_link_not_usable':
          return 'not_usable';
        case 'spending_rule_broken':
        case 'redirect_uri_not_registered':
        case 'rail_not_available':
          return 'not_possible';
        default:
          throw error;
      }
    }
  }

  private async render(
    link: PaymentLink,
    request: FastifyRequest,
    reply: FastifyReply,
    { isPossible = true }: { isPossible?: boolean } = {},
  ): Promise<void> {
    const { env } = this.config;
    const language = languageOf(request);
    const browserToken = this.browser.knownOrNew(request, reply);
    const view = await this.payByLink.view(link, browserToken);
    const partner = await this.transactions.forPartner(link.partnerId, (tx) => this.partners.find(tx, link.partnerId));
    const path = `/link/${this.linkResources.linkToken(link.id)}`;
    const publicId = toPublicId('paymentLink', link.id);
    const own = view.kind === 'busy' ? undefined : view.ownPayment;
    const stage: LinkStage =
      view.kind === 'ended'
        ? { name: view.status }
        : view.kind === 'busy'
          ? { name: 'busy' }
          : isPossible
            ? await this.openStage(link, typedAmount(link, request))
            : { name: 'not_possible' };
    const html = renderLinkPage({
      language,
      tpp: { name: env.TPP_NAME, registerNumber: env.TPP_REGISTER_NUMBER },
      partner: { name: partner?.name ?? '' },
      link: {
        id: publicId,
        amount: link.amount?.toWire() ?? null,
        creditor: {
          name: link.creditorName,
          iban: link.creditorIban,
          email: link.creditorEmail,
          phone: link.creditorPhone,
        },
        remittanceInformation: link.remittanceInformation,
        reference: link.reference,
        expiresAt: link.expiresAt,
      },
      stage,
      continueUrl: own && !own.isFinal ? inLanguage(this.paymentPath(own), language) : null,
      actionUrl: inLanguage(path, language),
      csrfToken: this.browser.formToken(browserToken),
      visitToken: randomToken(),
      returnUrl: returnUrlOf(link.redirectUri, { payment_link_id: publicId }),
      languageUrls: { nl: inLanguage(path, 'nl'), en: inLanguage(path, 'en') },
    });
    this.page.html(reply, html, stage.name === 'not_possible' ? 422 : 200);
  }

  private async openStage(link: PaymentLink, typed: TypedAmount): Promise<LinkStage> {
    const { bounds } = link;
    const qrSvg = await qrCode(this.linkResources.url(link), { type: 'svg', margin: 1, errorCorrectionLevel: 'M' });
    return {
      name: 'open',
      amountForm: bounds && { ...typed, minimum: bounds.minimum.toWire(), maximum: bounds.maximum.toWire() },
      qrSvg,
    };
  }

  private redirect(reply: FastifyReply, path: string): void {
    void reply.status(303).header('Location', path).send();
  }

  private find(token: string): Promise<PaymentLink | undefined> {
    return tokenPattern.test(token) ? this.links.findByToken(token) : Promise.resolve(undefined);
  }

  private pathOf(link: PaymentLink, request: FastifyRequest): string {
    return inLanguage(`/link/${this.linkResources.linkToken(link.id)}`, languageOf(request));
  }

  private paymentPath(payment: Payment): string {
    return `/pay/${this.paymentResources.linkToken(payment.id)}`;
  }
}

/** What stands in the address: typed and refused, or chosen for the payer by whoever sent them here. */
function typedAmount({ bounds }: PaymentLink, request: FastifyRequest): TypedAmount {
  const { amount } = request.query as { amount?: unknown };
  if (!bounds || typeof amount !== 'string' || amount.length > 40) return { value: '', error: null };
  const read = readAmount(amount, bounds);
  return { value: amount, error: typeof read === 'string' ? read : null };
}
