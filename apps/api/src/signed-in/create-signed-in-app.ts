import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '@sluis/config';
import { newId, toPublicId } from '@sluis/persistence';
import { JsonLogger } from '@sluis/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readJsonBodies } from '../http/json-body.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { refuseNul } from '../http/refuse-nul.js';
import { observeRequests } from '../http/request-observer.js';
import { securityHeaders } from '../http/security-headers.js';
import { validationPipe } from '../http/validation.pipe.js';

const bodyLimitBytes = 16 * 1024;

/**
 * An application for people who sign in, without listening. It shares a process with the partners' API and the hosted
 * pages, and nothing else.
 */
export async function createSignedInApp(
  { env }: Config,
  { name, module, url }: { name: string; module: DynamicModule; url: string | undefined },
): Promise<NestFastifyApplication> {
  const logger = new JsonLogger(name, env.LOG_LEVEL);
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    trustProxy: (_address: string, hop: number) => hop < env.TRUSTED_PROXY_HOPS,
    genReqId: () => toPublicId('request', newId()),
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger,
    bodyParser: false,
    // What keeps a process from starting is told by whoever starts it.
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  readJsonBodies(fastify);
  await app.register(formbody, { bodyLimit: bodyLimitBytes });
  await app.register(cookie);
  const headers = securityHeaders(url?.startsWith('https:') ?? true);
  fastify.addHook('onRequest', (request: FastifyRequest, reply, done) => {
    void reply.headers(headers).header('request-id', request.id);
    done();
  });
  refuseNul(fastify);
  observeRequests(fastify, logger);

  app.useGlobalPipes(validationPipe);
  const problems = new ProblemFilter(
    logger,
    (_request, reply) => void reply.status(503).type('text/plain').send(`The ${name} is not available right now.`),
    // There is no such dialect here.
    (_exception, host) => void host.switchToHttp().getResponse<FastifyReply>().status(404).send(),
  );
  app.useGlobalFilters(problems);
  app.enableShutdownHooks();
  await app.init();
  await fastify.ready();
  return app;
}
