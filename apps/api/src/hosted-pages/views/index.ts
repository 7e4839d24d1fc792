export { renderConnectionPage, type ConnectionPageModel } from './connection-page.js';
export type { ConnectionStageName } from './connection-texts.js';
export { consentTemplateVersion, renderConsentPage, type ConsentPageModel } from './consent-page.js';
export { isOpenToPayer, type ConsentLimits, type ConsentStage } from './consent-page.model.js';
export { hostedPageAssets } from './hosted-page-assets.js';
export { preferredLanguage, type Language } from './language.js';
export { renderLinkPage } from './link-page.js';
export type { AmountError, LinkAmountForm, LinkPageModel, LinkStage } from './link-page.model.js';
export { renderMessagePage, type MessagePageModel } from './message-page.js';
export { renderPaymentPage } from './payment-page.js';
export type { DebtorFormErrors, RequestFormErrors, PaymentPageModel, PaymentStage } from './payment-page.model.js';
export { withTestModeRibbon } from './test-mode-ribbon.js';
export { renderPermissionsPage, type PermissionsPageModel } from './permissions-page.js';
export type { PermissionItem, PermissionsStage } from './permissions-page.model.js';
export type { MessageKind } from './texts.model.js';

export { colourStyles } from './colours.css.js';
export { SluisMark } from './drawings.js';
export { iconAsset } from './hosted-page-assets.js';
