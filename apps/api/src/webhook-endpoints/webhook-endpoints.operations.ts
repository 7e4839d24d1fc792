import { apiVersions } from '@sluis/api-versions';
import { publicIdSchema } from '@sluis/persistence';
import { disabledReasons, webhookEndpointStatuses } from '@sluis/webhooks';
import { z } from 'zod';
import { deliverySchema } from '../events/events.operations.js';
import { pageSchema } from '../http/pagination.js';
import type { OperationDescription } from '../openapi/documented.js';

const answerSchema = z
  .strictObject({
    id: publicIdSchema('webhookEndpoint'),
    url: z.string(),
    description: z.string().nullable(),
    event_types: z.array(z.string()),
    api_version: z.enum(apiVersions).nullable().describe('In which it is told; null for the version you are held to.'),
    status: z.enum(webhookEndpointStatuses),
    disabled_reason: z.enum(disabledReasons).nullable(),
    failing_since: z.iso.datetime().nullable().describe('Of the first failure that no success followed.'),
    public_key: z.string().nullable().describe('Ed25519, `whpk_…`: signatures `v1a` are checked with it.'),
    previous_public_key: z.string().nullable().describe('Signs too until `previous_secret_until`.'),
    previous_secret_until: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'WebhookEndpoint' });

const withSecretSchema = answerSchema
  .extend({ secret: z.string().describe('Shown here only. Signatures are checked with it.') })
  .meta({ id: 'WebhookEndpointWithSecret' });

const loggedDeliverySchema = deliverySchema
  .extend({
    event_id: publicIdSchema('event'),
    event_type: z.string(),
    request_body: z.string().describe('The text that is signed and sent, in the version of the endpoint as it is now.'),
  })
  .meta({ id: 'LoggedWebhookDelivery' });

const ids = { id: 'webhookEndpoint' } as const;

export const webhookEndpointOperations = {
  create: {
    summary: 'Register a webhook endpoint',
    answer: { schema: withSecretSchema },
    errors: ['webhook_target_refused'],
    example: { url: 'https://shop.example/hooks', event_types: ['payment.*'], description: 'Orders' },
  },
  list: { summary: 'List webhook endpoints', answer: { schema: pageSchema(answerSchema) } },
  get: { summary: 'Read a webhook endpoint', ids, answer: { schema: answerSchema } },
  update: {
    summary: 'Change a webhook endpoint',
    ids,
    answer: { schema: answerSchema },
    errors: ['webhook_target_refused'],
    example: { status: 'disabled' },
  },
  delete: { summary: 'Delete a webhook endpoint', ids, answer: {} },
  rotateSecret: {
    summary: 'Replace the signing secret and key',
    description: 'For 24 hours deliveries are signed with the old ones and the new ones.',
    ids,
    answer: { status: 200, schema: withSecretSchema },
  },
  test: {
    summary: 'Send a test event',
    description:
      'To this endpoint alone, whatever it listens to, and marked with `"test": true`: `webhook_endpoint.test`, or a sample of ' +
      'the type that you name. The resource in a sample does not exist, and samples are not in `GET /v1/events`.',
    ids,
    answer: { schema: z.strictObject({ event_id: publicIdSchema('event') }) },
    errors: ['event_not_redeliverable'],
    example: { type: 'payment.executed' },
  },
  listDeliveries: {
    summary: 'Read what an endpoint was sent',
    description:
      'Newest first, with the last attempts of each: what was sent, what was answered and how long it took. `status=dead` lists what ' +
      'was given up.',
    ids,
    answer: { schema: pageSchema(loggedDeliverySchema) },
  },
  redeliver: {
    summary: 'Deliver again what is in a range',
    description:
      'What failed, or what was delivered, of the times and types named; oldest first, at most 1,000 at once. Where there are more, ' +
      '`next_from` is the `from` to go on with.',
    ids,
    answer: { schema: z.strictObject({ deliveries: z.int(), next_from: z.iso.datetime().nullable() }) },
    errors: ['event_not_redeliverable'],
    example: { status: 'failed', types: ['payment.*'], from: '2027-01-31T00:00:00Z' },
  },
} as const satisfies Record<string, OperationDescription>;
