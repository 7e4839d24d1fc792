import { z } from 'zod';
import { eventBodySchema } from '../events/event.response.js';
import { eventTypes } from './event-types.js';
import type { JsonSchema, JsonSchemas } from './json-schemas.js';
import { sampleResource } from './sample-event.js';
import { sampleOf } from './sample.js';

const headers = [
  ['webhook-id', 'The id of the event: the same at every attempt. What was seen before needs no second look.'],
  ['webhook-timestamp', 'When this attempt was made, in seconds since 1970.'],
  [
    'webhook-signature',
    'Signatures of id, timestamp and body by Standard Webhooks, apart by spaces: `v1,…` by the secret, `v1a,…` by the key.',
  ],
].map(([name, description]) => ({ name, in: 'header', required: true, description, schema: { type: 'string' } }));

const responses = {
  '2XX': { description: 'Received. Anything else, and no answer in time, is tried again.' },
  '410': { description: 'Gone: the endpoint is disabled.' },
};

/** What we send, as OpenAPI describes calls in the other direction. */
export function describeWebhooks(schemas: JsonSchemas): Record<string, JsonSchema> {
  return Object.fromEntries(
    eventTypes.map((eventType) => {
      const { type, resourceType, schema } = eventType;
      const body = schemas.ofAnswer(
        z.strictObject({
          ...eventBodySchema.shape,
          type: z.literal(type),
          resource_type: z.literal(resourceType),
          data: schema,
        }),
      );
      const envelope = z.looseObject({}).parse(sampleOf(body, schemas.components));
      const example = { ...envelope, data: sampleResource(eventType, schemas) };
      const post = {
        operationId: `told_${type.replace('.', '_')}`,
        tags: ['Events'],
        summary: `${type}`,
        security: [],
        parameters: headers,
        requestBody: {
          required: true,
          content: { 'application/json': { schema: body, example } },
        },
        responses,
      };
      return [type, { post }];
    }),
  );
}
