export { PayByLink, type LinkView, type LinkVisit } from './pay-by-link.js';
export { PaymentLink, paymentLinkUses, type PaymentLinkUse } from './payment-link.entity.js';
export {
  PaymentLinkResources,
  paymentLinkResourceSchema,
  type PaymentLinkResource,
  type PaymentLinkStatus,
} from './payment-link-resource.js';
export { PaymentLinks, type CreatePaymentLinkInput } from './payment-links.service.js';
export { PaymentLinksModule } from './payment-links.module.js';
