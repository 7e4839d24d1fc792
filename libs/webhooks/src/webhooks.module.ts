import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '@sluis/config';
import { DeliverWebhook } from './deliver-webhook.js';
import { DeliveryLogTidying } from './delivery-log-tidying.js';
import { EndpointDeliveries } from './endpoint-deliveries.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([WebhookEndpoint])],
  providers: [
    DeliverWebhook,
    DeliveryLogTidying,
    EndpointDeliveries,
    WebhookDeliveries,
    WebhookEndpoints,
    WebhookSecrets,
    {
      provide: WebhookSender,
      inject: [Config],
      useFactory: ({ env }: Config) =>
        new WebhookSender({ allowPrivateTargets: env.WEBHOOK_ALLOW_PRIVATE_TARGETS === 'yes' }),
    },
  ],
  exports: [DeliverWebhook, DeliveryLogTidying, EndpointDeliveries, WebhookDeliveries, WebhookEndpoints],
})
export class WebhooksModule {}
