import { stylesheetAsset } from './hosted-page-assets.js';
import { renderPaymentPage } from './payment-page.js';
import type { PaymentPageModel, PaymentStage } from './payment-page.model.js';

/** Names the words and the looks of the payment page: count on with every change of either. */
export const paymentTemplateVersion = `payment-1 ${stylesheetAsset.path}`;

/** The page without what differs from visit to visit, and without ways on: whoever reads it years later can do nothing with it. */
export function renderKeptPaymentPage(model: PaymentPageModel): string {
  const { declineUrl, requestUrl, returnUrl, againUrl } = model;
  return renderPaymentPage({
    ...model,
    stage: withoutWays(model.stage),
    actionUrl: '#',
    declineUrl: declineUrl && '#',
    requestUrl: requestUrl && '#',
    returnUrl: returnUrl && '#',
    againUrl: againUrl && '#',
    languageUrls: { nl: '#', en: '#' },
    csrfToken: '',
    statusUrl: '#',
    statusVersion: '',
  });
}

function withoutWays(stage: PaymentStage): PaymentStage {
  switch (stage.name) {
    case 'ask_debtor':
    case 'ready':
      return { ...stage, qrSvg: '' };
    case 'remembered':
      return { ...stage, otherUrl: '#', forgetUrl: '#' };
    case 'push':
      return { ...stage, otherUrl: '#' };
    case 'ask_request':
      return { ...stage, actionUrl: '#', otherUrl: '#' };
    default:
      return stage;
  }
}
