import { formToken } from '@sluis/browser-sessions';
import { hashesEqual } from '@sluis/persistence';
import type { FastifyRequest } from 'fastify';

const formTokenHeader = 'x-form-token';

/** Whether a browser says that a page of `origin` asks, as far as it says anything. */
export function isFromOrigin({ headers }: FastifyRequest, origin: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return headers.origin === undefined || headers.origin === origin;
}

/** What changes or audits something must also bring what only a page of ours was told. */
export function isFromOwnPage(request: FastifyRequest, origin: string, sessionToken: string): boolean {
  if (!isFromOrigin(request, origin)) return false;
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  const sent = request.headers[formTokenHeader];
  return typeof sent === 'string' && hashesEqual(Buffer.from(sent), Buffer.from(formToken(sessionToken)));
}
