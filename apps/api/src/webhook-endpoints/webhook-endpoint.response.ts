import { toPublicId } from '@sluis/persistence';
import type { WebhookEndpoint } from '@sluis/webhooks';

export function webhookEndpointResponse(endpoint: WebhookEndpoint) {
  return {
    id: toPublicId('webhookEndpoint', endpoint.id),
    url: endpoint.url,
    description: endpoint.description,
    event_types: endpoint.eventTypes,
    status: endpoint.status,
    disabled_reason: endpoint.disabledReason,
    failing_since: endpoint.failingSince,
    public_key: endpoint.publicKey,
    previous_public_key: endpoint.previousPublicKey,
    previous_secret_until: endpoint.previousSecretUntil,
    created_at: endpoint.createdAt,
    updated_at: endpoint.updatedAt,
  };
}

/** The only answers that hold the signing secret: to its creation and to its rotation. */
export function webhookEndpointWithSecretResponse({ endpoint, secret }: { endpoint: WebhookEndpoint; secret: string }) {
  return { ...webhookEndpointResponse(endpoint), secret };
}
