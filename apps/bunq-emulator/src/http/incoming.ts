import type { FastifyRequest } from 'fastify';

/** The body exactly as it came; signatures are over these bytes. */
export function rawBodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Fields of a query or path: of a repeated one the first counts. */
export function fieldsOf(source: unknown): Record<string, string> {
  const fields: Record<string, string> = {};
  if (typeof source !== 'object' || source === null) return fields;
  for (const [name, value] of Object.entries(source)) {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string') fields[name] = first;
  }
  return fields;
}

export function formOf(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(rawBodyOf(request).toString('utf8'));
}
