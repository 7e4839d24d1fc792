import type { EventSample } from '@sluis/events';
import { z } from 'zod';
import { eventTypes, type EventType } from './event-types.js';
import { JsonSchemas } from './json-schemas.js';
import { sampleOf } from './sample.js';

/** The status that a resource has at news that name none; at all others its first. */
const statusAt: Record<string, string> = {
  creditable: 'executed',
  shareable: 'pending',
  expiring: 'authorised',
  renewal_requested: 'authorised',
  renewed: 'authorised',
  renewal_rejected: 'authorised',
  renewal_failed: 'authorised',
  renewal_expired: 'authorised',
};
const object = z.looseObject({ properties: z.record(z.string(), z.unknown()) });
const reference = z.looseObject({ $ref: z.string() });
const choice = z.looseObject({ enum: z.array(z.string()) });

/** A resource as an event of the type carries it, in the status that the event tells of. */
export function sampleResource({ schema, news }: EventType, schemas: JsonSchemas): object {
  const written = schemas.ofAnswer(schema);
  const resource = z.looseObject({}).parse(sampleOf(written, schemas.components));
  const named = reference.safeParse(written).data?.$ref.replace('#/components/schemas/', '');
  const { properties } = object.parse(named === undefined ? written : schemas.components.get(named));
  const statuses = choice.safeParse(properties['status']).data?.enum ?? [];
  const status = [news, statusAt[news]].find((one) => one !== undefined && statuses.includes(one));
  return status === undefined ? resource : { ...resource, status };
}

/** @param type one of `eventTypes`; undefined for any other */
export function sampleEvent(type: string): EventSample | undefined {
  const known = eventTypes.find((one) => one.type === type);
  return known && { type, resourceType: known.resourceType, resource: sampleResource(known, new JsonSchemas()) };
}
