import { DomainError } from '@sluis/errors';
import type { FastifyInstance } from 'fastify';

/** Turns away texts with a NUL, wherever they stand: PostgreSQL keeps none, and no field of ours has a use for one. */
export function refuseNul(fastify: FastifyInstance): void {
  fastify.addHook('preValidation', ({ query, body }, _reply, done) => {
    done(holdsNul(query) || holdsNul(body) ? new DomainError('request_malformed', 'A text holds a NUL.') : undefined);
  });
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000');
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(([name, member]) => holdsNul(name) || holdsNul(member));
}
