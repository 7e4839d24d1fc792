import type { FastifyInstance } from 'fastify';
import { headerOf } from './incoming.js';

interface SeenRequest {
  at: string;
  method: string;
  path: string;
  request_id: string | null;
  /** What the bank meant to answer; an accident may have kept it from the client. */
  status: number;
}

const kept = 10_000;

/** The latest calls of the bank's API, so that a test can tell how politely a client behaved. Never bodies, keys or tokens. */
export class RequestLog {
  private requests: SeenRequest[] = [];

  watch(app: FastifyInstance): void {
    app.addHook('onResponse', async (request, reply) => {
      const path = request.url.split('?', 1)[0] ?? '';
      if (!path.startsWith('/v1/')) return;
      const request_id = headerOf(request, 'x-bunq-client-request-id') ?? null;
      const at = new Date().toISOString();
      this.requests.push({ at, method: request.method, path, request_id, status: reply.statusCode });
      if (this.requests.length > kept) this.requests.shift();
    });
  }

  list(): readonly SeenRequest[] {
    return this.requests;
  }

  clear(): void {
    this.requests = [];
  }
}
