import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { Alarm } from './alarm.js';
import { Bank } from './bank/bank.js';
import type { BankSnapshot } from './bank/bank-state.js';
import { doWhatIsDue } from './bank/due.js';
import { openBank } from './bank/open-bank.js';
import { CallbackDispatcher } from './callbacks/callback-dispatcher.js';
import { sendControlError, serveControl } from './control/control-api.js';
import { serveAccidents } from './http/accidents.js';
import {
  pathOf,
  sendJson,
  sendRefusal,
  sendUnknownRoute,
  sendUnreadableAddress,
  serveBankApi,
} from './http/bank-api.js';
import { FaultPlans } from './http/fault-plans.js';
import { Faults } from './http/faults.js';
import { serveOauthToken } from './http/oauth-token.js';
import { RateLimits } from './http/rate-limits.js';
import { RequestLog } from './http/request-log.js';
import { serveAppPages } from './pages/app-pages.js';
import { serveAuthPages } from './pages/auth-pages.js';
import { sendErrorPage } from './pages/error-page.js';
import { servePspPages } from './pages/psp-pages.js';

export interface EmulatorOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  host?: string;
  /** Address under which browsers reach the emulator; by default the one it listens on. */
  publicUrl?: string;
  logLevel?: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** Let other machines use the control API too. */
  isControlOpen?: boolean;
  /** A bank as it was before. */
  snapshot?: BankSnapshot;
  /** Called after everything that may have changed the bank. */
  onChange?: () => void;
}

export interface Emulator {
  /** Without trailing slash. The API is under `/v1`, the pages under `/auth`, `/app` and `/psp`. */
  url: string;
  bank: Bank;
  close(): Promise<void>;
}

/** Opens the bank for business. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const bank = options.snapshot === undefined ? openBank() : Bank.from(options.snapshot);
  const faults = new Faults();
  const plans = new FaultPlans();
  const limits = new RateLimits();
  const dispatcher = new CallbackDispatcher(bank, faults, options.onChange);
  const alarm = new Alarm(bank, () => options.onChange?.());
  const requests = new RequestLog();
  const app = createServer(options, bank);
  let url = options.publicUrl ?? '';
  requests.watch(app);

  app.addHook('onRequest', async () => doWhatIsDue(bank));
  // Before any accident to the answer: what the bank did must be kept also when nobody hears of it.
  app.addHook('onSend', async (request) => {
    if (request.method !== 'GET') options.onChange?.();
  });
  serveAccidents(app, bank, faults, plans);
  serveBankApi(app, bank, limits);
  serveOauthToken(app, bank);
  serveControl(app, { bank, faults, plans, limits, requests, isLoopbackOnly: options.isControlOpen !== true });
  serveAuthPages(app, bank, () => url);
  serveAppPages(app, bank);
  servePspPages(app, bank);
  app.get('/healthz', (_request, reply) => sendJson(reply, 200, { status: 'ok' }));
  await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  if (url === '') url = urlOf(app.server.address());
  return {
    url: url.replace(/\/$/, ''),
    bank,
    async close() {
      alarm.stop();
      dispatcher.stop();
      await app.close();
    },
  };
}

function createServer({ logLevel = 'silent' }: EmulatorOptions, bank: Bank): FastifyInstance {
  const app = fastify({
    // The path alone: queries hold codes, states and client secrets.
    logger:
      logLevel === 'silent'
        ? false
        : { level: logLevel, serializers: { req: ({ method, url }) => ({ method, path: url?.split('?')[0] }) } },
    // Clients keep connections open; a stopping bank must not wait for them.
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // What is no id is for the endpoint to refuse, however long.
    routerOptions: { maxParamLength: 16_384 },
    frameworkErrors: (_error, request, reply) => void sendUnreadableAddress(bank, request, reply),
    bodyLimit: 10_485_760,
  });
  // One parser for every content type: signatures are over raw bytes, and some clients send JSON without saying so.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    return path === '/v1' || path.startsWith('/v1/')
      ? sendUnknownRoute(reply, path)
      : sendJson(reply, 404, { error: 'Not found.' });
  });
  app.setErrorHandler((error, request, reply) => {
    request.log.debug({ err: error }, 'refused');
    const path = pathOf(request);
    if (path.startsWith('/_emulator')) return sendControlError(reply, error);
    return path.startsWith('/v1/') ? sendRefusal(reply, error) : sendErrorPage(reply, error);
  });
  return app;
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('the emulator has no address');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
