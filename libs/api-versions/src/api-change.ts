import type { ApiVersion } from './api-versions.js';

/** Any JSON object. */
export type Body = Record<string, unknown>;
export type Convert = (body: Body) => Body;

/** Where an answer holds resources: as a whole, or one by one in the list of this name. */
export interface ResourcePlace {
  resource: string;
  list: string;
}

/**
 * What a version changed. Every conversion takes what the version before it would have been told, or tells it; none is called
 * with anything but a JSON object, whose members may be of any kind.
 */
export interface ApiChange {
  /** The version that has the change. */
  since: ApiVersion;
  /** For people, in a sentence. */
  summary: string;
  /** By method and route template, `POST /v1/payment-requests`: a body of the version before, as this version takes it. */
  requests?: Record<string, Convert>;
  /** By resource, as events name it: what this version shows, as the version before showed it. */
  resources?: Record<string, Convert>;
  /** By route template: where the answers of its methods hold those resources. */
  answers?: Record<string, ResourcePlace>;
  /** By method and route template: members of requests, and their names in the version before. */
  renamedMembers?: Record<string, Record<string, string>>;
}

/** The same object, its members in the same order, some of them under another name. */
export function renamed(body: Body, names: Record<string, string>): Body {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [names[name] ?? name, value]));
}

/** The same object with each object converted of the list that stands in it under `name`. */
export function eachIn(body: Body, name: string, convert: Convert): Body {
  const list = body[name];
  if (!Array.isArray(list)) return body;
  return { ...body, [name]: list.map((item: unknown) => (isBody(item) ? convert(item) : item)) };
}

export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
