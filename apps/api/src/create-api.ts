import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { newId, toPublicId } from '@sluis/persistence';
import { JsonLogger } from '@sluis/telemetry';
import type { FastifyRequest } from 'fastify';
import { ApiModule } from './api.module.js';
import { TppMessageFilter } from './berlin-group/tpp-message.filter.js';
import { SendPage } from './hosted-pages/send-page.js';
import { answerInVersion } from './http/api-version.js';
import { answerPreflights } from './http/browser-access.js';
import { tagReads } from './http/entity-tags.js';
import { readJsonBodies } from './http/json-body.js';
import { ProblemFilter } from './http/problem.filter.js';
import { observeRequests } from './http/request-observer.js';
import { handOverTestRequests } from './http/test-mode-gate.js';
import { securityHeaders } from './http/security-headers.js';
import { validationPipe } from './http/validation.pipe.js';

const bodyLimitBytes = 64 * 1024;
/** Room for orders of many, each with everything in it. */
const orderLimitBytes = 512 * 1024;
const ordersOfMany = ['/v1/payments', '/v1/payout-batches', '/v1/payment-request-batches'];
const uploadRoute = '/v1/attachments';
const maxParamLength = 300;
/** Below that it costs more time than it saves. */
const compressFromBytes = 2_048;

/** Builds the API without listening, so that tests and `main` run the very same thing. */
export async function createApi(config: Config): Promise<NestFastifyApplication> {
  const { env } = config;
  const logger = new JsonLogger('api', env.LOG_LEVEL);
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    // Only so many proxies are believed: a longer X-Forwarded-For is the caller's own invention.
    trustProxy: (_address: string, hop: number) => hop < env.TRUSTED_PROXY_HOPS,
    genReqId: () => toPublicId('request', newId()),
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 30_000,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength },
    // Fastify answers an address it cannot read by itself, without our headers and in its own words.
    rewriteUrl: ({ url = '/' }) => (isReadable(url) ? url : '/unreadable'),
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.of(config), adapter, {
    logger,
    bodyParser: false,
    // What keeps a process from starting is told by whoever starts it.
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance();

  fastify.addHook('onRoute', (route) => {
    // A page holds a form's token beside what a stranger wrote: compressed, its length would tell of the token.
    if (!/^\/(v1|openapi\.json|docs|berlin-group)(\/|$)/.test(route.url)) route.compress = false;
    if (ordersOfMany.includes(route.url) && route.method === 'POST') route.bodyLimit = orderLimitBytes;
  });
  readJsonBodies(fastify);
  await app.register(formbody, { bodyLimit: bodyLimitBytes });
  // Read where it is expected, part by part and within limits; elsewhere it is refused before anything is read.
  await app.register(multipart);
  await app.register(cookie);
  await app.register(compress, { threshold: compressFromBytes, encodings: ['br', 'gzip'] });
  const headers = securityHeaders(env.PUBLIC_URL.startsWith('https:'));
  fastify.addHook('onRequest', (request: FastifyRequest, reply, done) => {
    void reply.headers(headers).header('request-id', request.id);
    done(
      isFormForPartnerApi(request) || isUnexpectedUpload(request)
        ? new DomainError('media_type_unsupported', 'Send the body as application/json.')
        : undefined,
    );
  });
  if (env.TEST_MODE_URL !== undefined) handOverTestRequests(fastify, env.TEST_MODE_URL);
  answerPreflights(fastify);
  answerInVersion(fastify);
  tagReads(fastify);
  observeRequests(fastify, logger);

  app.useGlobalPipes(validationPipe);
  const page = app.get(SendPage, { strict: false });
  const tppMessages = new TppMessageFilter();
  app.useGlobalFilters(
    new ProblemFilter(
      logger,
      (request, reply) => page.message(request, reply, 'unavailable'),
      (exception, host) => tppMessages.catch(exception, host),
    ),
  );
  app.enableShutdownHooks();
  await app.init();
  await fastify.ready();
  return app;
}

function isReadable(url: string): boolean {
  const [path = ''] = url.split('?', 1);
  try {
    decodeURIComponent(path);
  } catch {
    return false; // A percent sign that encodes nothing.
  }
  return path.split('/').every((segment) => segment.length <= maxParamLength);
}

/** Forms are for our own pages: they cannot say what JSON says, and pass by its checks. */
function isFormForPartnerApi({ routeOptions, headers }: FastifyRequest): boolean {
  const isForm = headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false;
  return isForm && (routeOptions.url?.startsWith('/v1/') ?? false);
}

/** Files are taken at one place only. */
function isUnexpectedUpload({ routeOptions, headers, method }: FastifyRequest): boolean {
  const isUpload = headers['content-type']?.toLowerCase().startsWith('multipart/') ?? false;
  return isUpload && !(method === 'POST' && routeOptions.url === uploadRoute);
}
