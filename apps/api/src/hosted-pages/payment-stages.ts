import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import type { Payment } from '@sluis/payment-initiation';
import type { FastifyRequest } from 'fastify';
import { toString as qrCode } from 'qrcode';
import { PayerChoices } from './payer-choice.js';
import { paymentStage, type DebtorForm, type RequestForm } from './payment-page-model.js';
import { inLanguage, languageOf } from './send-page.js';
import type { PaymentStage } from './views/index.js';

/** The face of the payment page for one browser, with its drawings and its ways on. */
@Injectable()
export class PaymentStages {
  constructor(
    private readonly choices: PayerChoices,
    private readonly config: Config,
  ) {}

  /** @param form what the payer typed and what is wrong with it: then that form is shown again */
  async of(
    payment: Payment,
    path: string,
    {
      request,
      browserToken,
      form,
      requestForm,
    }: {
      request: FastifyRequest;
      browserToken: string;
      form: DebtorForm | undefined;
      requestForm: RequestForm | undefined;
    },
  ): Promise<PaymentStage> {
    const { request: wanted } = request.query as { request?: unknown };
    if (payment.isRequestOffered && (requestForm || (wanted !== undefined && !form))) {
      const language = languageOf(request);
      return {
        name: 'ask_request',
        ...(requestForm ?? { value: '', errors: {} }),
        lastFour: payment.debtorIban?.slice(-4) ?? null,
        actionUrl: inLanguage(`${path}/request`, language),
        otherUrl: inLanguage(path, language),
      };
    }
    const stage = paymentStage(payment, form);
    if (stage.name !== 'at_bank' && stage.name !== 'ask_debtor' && stage.name !== 'ready') return stage;
    if (stage.name !== 'at_bank' && !form) {
      const language = languageOf(request);
      const choice = await this.choices.of(payment, request, browserToken);
      const otherUrl = `${inLanguage(path, language)}&other=1`;
      if (choice.name === 'push') return { ...choice, otherUrl };
      if (choice.name === 'remembered')
        return { ...choice, otherUrl, forgetUrl: inLanguage(`${path}/forget`, language) };
    }
    const qrSvg = await qrCode(`${this.config.env.PUBLIC_URL}${path}`, {
      type: 'svg',
      margin: 1,
      errorCorrectionLevel: 'M',
    });
    return stage.name === 'at_bank' ? { ...stage, bankUrl: `${path}/bank`, qrSvg } : { ...stage, qrSvg };
  }
}
