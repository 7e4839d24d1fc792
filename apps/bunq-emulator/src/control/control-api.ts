import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { parseCents } from '../bank/cents.js';
import { customers } from '../bank/customers.js';
import { doWhatIsDue } from '../bank/due.js';
import { resetBank } from '../bank/open-bank.js';
import { idIn } from '../http/endpoint.js';
import { invalid, notFound, Refusal } from '../bank/refusal.js';
import { createCustomer } from '../bank/sign-up.js';
import { switchesSchema } from '../bank/switches.js';
import { sendJson } from '../http/bank-api.js';
import { type FaultPlans, faultPlanSchema } from '../http/fault-plans.js';
import { type Faults, faultSchema } from '../http/faults.js';
import { fieldsOf } from '../http/incoming.js';
import { type RateLimits, rateLimitsSchema } from '../http/rate-limits.js';
import type { RequestLog } from '../http/request-log.js';
import { bodyAs, parse } from './control-body.js';
import { requireJson, requireTrustedCaller } from './control-guard.js';
import { journalView, stateView, userView } from './oracle.js';
import { servePsuControl } from './psu-control.js';

export interface ControlParts {
  bank: Bank;
  faults: Faults;
  plans: FaultPlans;
  limits: RateLimits;
  requests: RequestLog;
  /** False lets other machines in, for instance containers of one compose file. */
  isLoopbackOnly: boolean;
}

/** In seconds; further on, the wire's timestamps would leave the range of exact numbers. */
const tenYears = 315_360_000;

const clockBody = z.strictObject({
  advance_seconds: z.number().min(0).max(tenYears).optional(),
  frozen: z.boolean().optional(),
});
const newUser = z.strictObject({
  type: z.enum(['person', 'company']).default('person'),
  name: z.string().min(1).optional(),
  balance: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  date_of_birth: z.iso.date().optional(),
});

/** The hand behind the bank, for tests and for the local stack. It is no part of bunq's API and answers in plain JSON. */
export function serveControl(app: FastifyInstance, parts: ControlParts): void {
  const { bank, faults, plans, limits, requests } = parts;
  app.addHook('onRequest', async (request) => {
    if (isControl(request)) requireTrustedCaller(request, parts.isLoopbackOnly);
  });
  app.addHook('preHandler', async (request) => {
    if (isControl(request)) requireJson(request);
  });

  app.post('/_emulator/users', (request, reply) => {
    const wanted = bodyAs(newUser, request);
    const balance = wanted.balance === undefined ? undefined : parseCents(wanted.balance);
    if (wanted.balance !== undefined && balance === undefined) throw invalid('balance must look like "1000.00"');
    const { user } = createCustomer(bank, { ...wanted, balance, dateOfBirth: wanted.date_of_birth });
    return sendJson(reply, 200, userView(bank, user));
  });
  app.get('/_emulator/users', (_request, reply) =>
    sendJson(reply, 200, { users: customers(bank).map((user) => userView(bank, user)) }),
  );
  app.get('/_emulator/ledger', (request, reply) => {
    const since = Number(fieldsOf(request.query)['since'] ?? '0');
    return sendJson(reply, 200, { entries: journalView(bank, Number.isFinite(since) ? since : 0) });
  });
  app.get('/_emulator/state', (_request, reply) => sendJson(reply, 200, stateView(bank)));

  app.get('/_emulator/requests', (_request, reply) => sendJson(reply, 200, { requests: requests.list() }));

  app.post('/_emulator/faults', (request, reply) => {
    const { id } = faults.add(bodyAs(faultSchema, request));
    return sendJson(reply, 200, { id });
  });
  app.get('/_emulator/faults', (_request, reply) => sendJson(reply, 200, { faults: faults.list() }));
  app.delete('/_emulator/faults', (_request, reply) => {
    faults.clear();
    return sendJson(reply, 200, {});
  });

  app.post('/_emulator/fault-plans', (request, reply) =>
    sendJson(reply, 200, { id: plans.add(bodyAs(faultPlanSchema, request)).id }),
  );
  app.get('/_emulator/fault-plans', (_request, reply) => sendJson(reply, 200, { plans: plans.list() }));
  app.delete('/_emulator/fault-plans', (_request, reply) => {
    plans.clear();
    return sendJson(reply, 200, {});
  });
  app.delete('/_emulator/fault-plans/:planId', (request, reply) => {
    if (!plans.remove(idIn(fieldsOf(request.params), 'planId'))) throw notFound('fault plan');
    return sendJson(reply, 200, {});
  });

  app.post('/_emulator/limits', (request, reply) => {
    const wanted = bodyAs(rateLimitsSchema, request);
    limits.configure(wanted);
    return sendJson(reply, 200, limits.settings);
  });
  app.get('/_emulator/limits', (_request, reply) =>
    sendJson(reply, 200, { ...limits.settings, counters: limits.counters() }),
  );

  app.post('/_emulator/switches', (request, reply) => {
    // Only what is named changes: defaults of the schema must not creep in for the rest.
    const named = bodyAs(z.record(z.string(), z.unknown()), request);
    bank.switches = parse(switchesSchema, { ...bank.switches, ...named });
    return sendJson(reply, 200, bank.switches);
  });
  app.get('/_emulator/switches', (_request, reply) => sendJson(reply, 200, bank.switches));

  app.post('/_emulator/clock', (request, reply) => {
    const { advance_seconds, frozen } = bodyAs(clockBody, request);
    if (frozen !== undefined) bank.freezeClock(frozen);
    if (advance_seconds !== undefined) bank.advanceClock(advance_seconds);
    doWhatIsDue(bank);
    return sendJson(reply, 200, clockView(bank));
  });
  app.get('/_emulator/clock', (_request, reply) => sendJson(reply, 200, clockView(bank)));
  app.post('/_emulator/reset', (_request, reply) => {
    resetBank(bank);
    faults.clear();
    plans.clear();
    requests.clear();
    limits.configure(rateLimitsSchema.parse({ enabled: false, reset_counters: true }));
    return sendJson(reply, 200, {});
  });
  servePsuControl(app, bank);
}

function isControl({ url }: FastifyRequest): boolean {
  return url.startsWith('/_emulator');
}

function clockView(bank: Bank) {
  return { now: new Date(bank.time() / 1000).toISOString(), frozen: bank.isClockFrozen };
}

export function sendControlError(reply: FastifyReply, error: unknown): FastifyReply {
  if (error instanceof Refusal) return sendJson(reply, error.status, { error: error.message });
  return sendJson(reply, 500, { error: 'An internal error occurred.' });
}
