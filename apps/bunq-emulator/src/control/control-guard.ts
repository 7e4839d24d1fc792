import type { FastifyRequest } from 'fastify';
import { Refusal } from '../bank/refusal.js';
import { rawBodyOf } from '../http/incoming.js';

/**
 * Keeps other machines out, and web pages: a browser on this machine sends what any page tells it to.
 *
 * @throws Refusal 403
 */
export function requireTrustedCaller(request: FastifyRequest, isLoopbackOnly: boolean): void {
  if (isLoopbackOnly) requireLoopback(request);
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `${request.protocol}://${request.host}`)
    throw new Refusal(403, 'The control API does not answer to pages of other origins.');
}

/**
 * What a page may send to other origins without asking them first is never of this type.
 *
 * @throws Refusal 415
 */
export function requireJson(request: FastifyRequest): void {
  const type = request.headers['content-type'];
  const isEmpty = type === undefined && rawBodyOf(request).length === 0;
  if (!isEmpty && type?.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    throw new Refusal(415, 'The control API takes the content type application/json.');
}

/** Both the address and the Host header: the second keeps a web page with a rebound DNS name out. */
function requireLoopback(request: FastifyRequest): void {
  const host = request.hostname.replace(/^\[|\]$/g, '');
  const isLocalHost = host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
  const isLocalPeer = request.ip === '::1' || /^(::ffff:)?127\./.test(request.ip);
  if (!isLocalHost || !isLocalPeer) throw new Refusal(403, 'The control API answers to this machine only.');
}
