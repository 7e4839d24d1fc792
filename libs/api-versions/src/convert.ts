import { eachIn, isBody, type ApiChange, type Body } from './api-change.js';
import { type ApiVersion, apiVersions } from './api-versions.js';
import { apiChanges } from './changes/index.js';

/** A call of the partner API. */
export interface VersionedCall {
  version: ApiVersion;
  method: string;
  /** As the router knows it: `/v1/payments/:id`. */
  route: string;
}

const eventRoutes = ['/v1/events', '/v1/events/:id'];

/** What came after a version, the next one first. */
function changesAfter(version: ApiVersion): ApiChange[] {
  const isLater = ({ since }: ApiChange) => apiVersions.indexOf(since) > apiVersions.indexOf(version);
  return apiChanges.filter(isLater);
}

/** @returns the body as the latest version takes it; what is no JSON object is for the schema to refuse */
export function raiseRequest({ version, method, route }: VersionedCall, body: unknown): unknown {
  return changesAfter(version).reduce((raised: unknown, { requests }) => {
    const convert = requests?.[`${method} ${route}`];
    return convert && isBody(raised) ? convert(raised) : raised;
  }, body);
}

/** @returns the body of a good answer as `version` knew it; `undefined` where that is the same */
export function lowerAnswer({ version, route }: VersionedCall, body: unknown): Body | undefined {
  const isOfEvents = eventRoutes.includes(route);
  const changes = changesAfter(version).filter(({ answers }) => isOfEvents || answers?.[route] !== undefined);
  if (changes.length === 0 || !isBody(body)) return undefined;
  if (isOfEvents)
    return Array.isArray(body['data'])
      ? eachIn(body, 'data', (event) => eventIn(version, event))
      : eventIn(version, body);
  return changes.toReversed().reduce(lowerOne(route), body);
}

function lowerOne(route: string) {
  return (body: Body, { answers, resources }: ApiChange): Body => {
    const place = answers?.[route];
    const convert = place && resources?.[place.resource];
    if (!convert) return body;
    return Array.isArray(body[place.list]) ? eachIn(body, place.list, convert) : convert(body);
  };
}

/** @returns where the field at fault stands in the request as it was sent in `version` */
export function lowerPointer({ version, method, route }: VersionedCall, pointer: string): string {
  return changesAfter(version)
    .toReversed()
    .reduce((lowered, { renamedMembers }) => {
      const names = renamedMembers?.[`${method} ${route}`] ?? {};
      return lowered
        .split('/')
        .map((part) => names[part] ?? part)
        .join('/');
    }, pointer);
}

/** An event with the resource in it as `version` showed it; the rest of an event is the same in every version. */
export function eventIn(version: ApiVersion, event: Body): Body {
  const { resource_type: type, data } = event;
  if (typeof type !== 'string' || !isBody(data)) return event;
  const conversions = changesAfter(version).flatMap(({ resources }) => resources?.[type] ?? []);
  if (conversions.length === 0) return event;
  return { ...event, data: conversions.toReversed().reduce((lowered, convert) => convert(lowered), data) };
}

/**
 * The exact text of an event, for what is signed and delivered.
 *
 * @param text as the event was written, in the latest version of that day
 * @returns the same text where nothing in it is another in `version`
 */
export function eventTextIn(version: ApiVersion, text: string): string {
  if (changesAfter(version).length === 0) return text;
  const event: unknown = JSON.parse(text);
  if (!isBody(event)) return text;
  const lowered = eventIn(version, event);
  return lowered === event ? text : JSON.stringify(lowered);
}
