import type { FastifyRequest } from 'fastify';

/** Whether a caller speaks the words of the NextGenPSD2 framework; also where no operation has the path. */
export function isBerlinGroup({ url }: Pick<FastifyRequest, 'url'>): boolean {
  return /^\/berlin-group(?:[/?]|$)/.test(url);
}
