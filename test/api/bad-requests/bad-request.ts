import { randomUUID } from 'node:crypto';
import request, { type Response } from 'supertest';
import { consentBody } from '../../support/consent-journey.js';
import { paymentBody } from '../../support/payment-journey.js';
import type { ExpectedProblem } from '../../support/problem.js';
import type { World } from './world.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Json = Record<string, unknown>;

/** A request that leaves out nothing: what is not said is right. */
export interface Sent {
  method?: Method;
  path: string;
  /** The Authorization header; null for none. */
  authorization?: string | null;
  idempotencyKey?: string | null;
  contentType?: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it stands. */
  text?: string;
}

export type BadRequest = [name: string, make: (world: World) => Sent, expected: ExpectedProblem];

export async function send({ stack, partner }: World, sent: Sent): Promise<Response> {
  const { method = 'post', path, idempotencyKey = randomUUID(), body, text } = sent;
  const { authorization = `Bearer ${partner.key}` } = sent;
  const call = request(stack.apiUrl)[method](path);
  if (authorization !== null) void call.set('Authorization', authorization);
  if (idempotencyKey !== null) void call.set('Idempotency-Key', idempotencyKey);
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  if (content === undefined) return call;
  return call.set('Content-Type', sent.contentType ?? 'application/json').send(content);
}

/** A payment that is right but for what `change` puts in. */
export function payment(change: Json | ((world: World) => Json) = {}): (world: World) => Sent {
  return (world) => ({
    path: '/v1/payments',
    body: { ...paymentBody(world.partner, world.shop), ...(typeof change === 'function' ? change(world) : change) },
  });
}

/** A consent that is right but for what `change` puts in. */
export function consent(change: Json = {}): (world: World) => Sent {
  return ({ partner }) => ({ path: '/v1/consents', body: { ...consentBody(partner), ...change } });
}

/** A payment whose body is this text. */
export function paymentText(text: string | ((right: string) => string), contentType?: string): (world: World) => Sent {
  return ({ partner, shop }) => ({
    path: '/v1/payments',
    text: typeof text === 'string' ? text : text(JSON.stringify(paymentBody(partner, shop))),
    contentType,
  });
}

export function get(path: string | ((world: World) => string)): (world: World) => Sent {
  return (world) => ({ method: 'get', path: typeof path === 'function' ? path(world) : path });
}

export const malformed: ExpectedProblem = { status: 400, code: 'request_malformed' };

export function invalid(pointer: string): ExpectedProblem {
  return { status: 400, code: 'request_invalid', pointer };
}

export const notFound: ExpectedProblem = { status: 404, code: 'resource_not_found' };
export const noRoute: ExpectedProblem = { status: 404, code: 'route_not_found' };
