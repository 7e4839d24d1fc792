import { Module } from '@nestjs/common';
import { AssetsController } from './assets.controller.js';
import { Browser } from './browser.js';
import { BunqOauthCallbackController } from './bunq-oauth-callback.controller.js';
import { ConnectionPageController } from './connection-page.controller.js';
import { ConsentPageController } from './consent-page.controller.js';
import { LinkPageController } from './link-page.controller.js';
import { PayerChoices } from './payer-choice.js';
import { PaymentPageController } from './payment-page.controller.js';
import { PaymentStages } from './payment-stages.js';
import { PermissionsCookie } from './permissions-cookie.js';
import { PermissionsController } from './permissions.controller.js';
import { RememberedPayer } from './remembered-payer.js';
import { SendPage } from './send-page.js';

/** What payers see of the platform. */
@Module({
  controllers: [
    AssetsController,
    BunqOauthCallbackController,
    ConnectionPageController,
    ConsentPageController,
    LinkPageController,
    PaymentPageController,
    PermissionsController,
  ],
  providers: [Browser, PermissionsCookie, SendPage, PayerChoices, PaymentStages, RememberedPayer],
})
export class HostedPagesModule {}
