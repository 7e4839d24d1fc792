import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PayByLink } from './pay-by-link.js';
import { PaymentLink } from './payment-link.entity.js';
import { PaymentLinkResources } from './payment-link-resource.js';
import { PaymentLinks } from './payment-links.service.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([PaymentLink])],
  providers: [PayByLink, PaymentLinkResources, PaymentLinks],
  exports: [PayByLink, PaymentLinkResources, PaymentLinks],
})
export class PaymentLinksModule {}
