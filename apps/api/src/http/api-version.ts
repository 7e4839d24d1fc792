import {
  apiVersions,
  latestApiVersion,
  lowerAnswer,
  lowerPointer,
  parseApiVersion,
  raiseRequest,
  type ApiVersion,
  type VersionedCall,
} from '@sluis/api-versions';
import { DomainError } from '@sluis/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

type VersionedRequest = FastifyRequest & { versionedCall?: VersionedCall };

const problemWithFieldsSchema = z.looseObject({ errors: z.array(z.looseObject({ pointer: z.string() })) });

/**
 * Takes a partner's request in the version it is made in: the one of its header, or the one the partner is held to. Called
 * when the partner is known and before the body is checked against a schema, which knows the latest version alone.
 *
 * @throws DomainError api_version_unknown
 */
export function speakVersion(request: VersionedRequest, reply: FastifyReply, pinned: ApiVersion): void {
  const { method, headers, routeOptions } = request;
  const route = routeOptions.url ?? '';
  if (!route.startsWith('/v1/')) return;
  const asked = headers['sluis-version'];
  const version = asked === undefined ? pinned : parseApiVersion(String(asked));
  if (version === undefined)
    throw new DomainError('api_version_unknown', `There are these versions of the API: ${apiVersions.join(', ')}.`);
  void reply.header('Sluis-Version', version);
  if (version === latestApiVersion) return;
  request.versionedCall = { version, method, route };
  request.body = raiseRequest(request.versionedCall, request.body);
}

/** Answers in the version that was asked in; what is stored for repeated requests is in the latest one. */
export function answerInVersion(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request: VersionedRequest, reply, payload, done) => {
    const { versionedCall } = request;
    const isJson = /^application\/(problem\+)?json/.test(String(reply.getHeader('content-type')));
    if (!versionedCall || !isJson || typeof payload !== 'string' || payload === '') {
      done(null, payload);
      return;
    }
    const body: unknown = JSON.parse(payload);
    const lowered = reply.statusCode < 400 ? lowerAnswer(versionedCall, body) : lowerProblem(versionedCall, body);
    if (!lowered) {
      done(null, payload);
      return;
    }
    void reply.removeHeader('Content-Length');
    done(null, JSON.stringify(lowered));
  });
}

/** A problem that names fields names them as they were sent. */
function lowerProblem(call: VersionedCall, body: unknown): object | undefined {
  const { success, data: problem } = problemWithFieldsSchema.safeParse(body);
  if (!success) return undefined;
  const errors = problem.errors.map((error) => ({ ...error, pointer: lowerPointer(call, error.pointer) }));
  return { ...problem, errors };
}
