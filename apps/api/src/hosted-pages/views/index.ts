export { renderConsentPage, type ConsentPageModel } from './consent-page.js';
export { isOpenToPayer, type ConsentStage } from './consent-page.model.js';
export { hostedPageAssets } from './hosted-page-assets.js';
export { preferredLanguage, type Language } from './language.js';
export { renderMessagePage, type MessagePageModel } from './message-page.js';
export { renderPaymentPage } from './payment-page.js';
export type { DebtorFormErrors, PaymentPageModel, PaymentStage } from './payment-page.model.js';
export type { MessageKind } from './texts.model.js';
