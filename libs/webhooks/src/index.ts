export { DeliverWebhook, deliveryHands, deliveryLeaseMs } from './deliver-webhook.js';
export type { WebhookDeliveryAttempt } from './delivery-attempts.js';
export { deliveryLogTask, DeliveryLogTidying } from './delivery-log-tidying.js';
export type { DeliveryFailure } from './delivery-failure.js';
export { EndpointDeliveries, redeliveredAtOnce, type LoggedDelivery } from './endpoint-deliveries.js';
export { eventTypePattern, maximumEventTypes, patternsFor } from './event-types.js';
export {
  WebhookDeliveries,
  type DeliveryRecipients,
  type WebhookDelivery,
  type WebhookDeliveryStatus,
  type WebhookMessage,
} from './webhook-deliveries.service.js';
export {
  disabledReasons,
  WebhookEndpoint,
  webhookEndpointStatuses,
  type WebhookEndpointStatus,
} from './webhook-endpoint.entity.js';
export {
  maximumEndpoints,
  WebhookEndpoints,
  type NewWebhookEndpoint,
  type WebhookEndpointChange,
} from './webhook-endpoints.service.js';
export { WebhookEndpointNotFoundError, WebhookTargetRefusedError } from './webhooks.errors.js';
export { WebhooksModule } from './webhooks.module.js';
export { WebhookSender } from './webhook-sender.js';
