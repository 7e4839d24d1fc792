import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { invalid, notFound } from '../bank/refusal.js';
import { cancelSchedule, changeSchedule, startSchedule } from '../bank/schedules.js';
import type { Schedule } from '../bank/service-records.js';
import { type Caller, type Role, visibleAccount } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { scheduledPaymentObject } from '../objects/schedule.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';
import { entryFields, planFields, readEntry, readPlan } from './payment-entry.js';
import { requireMayPay } from './payment.js';

const allow: readonly Role[] = ['own', 'oauth'];
const kinds = [
  { kind: 'payment', path: '/v1/user/:userId/monetary-account/:accountId/schedule-payment' },
  { kind: 'payment-batch', path: '/v1/user/:userId/monetary-account/:accountId/schedule-payment-batch' },
] as const;

const fields = z.object({
  payment: entryFields.optional(),
  payments: z.array(entryFields).optional(),
  schedule: planFields.optional(),
  purpose: z.string().nullish(),
  status: z.enum(['ACTIVE', 'CANCELLED']).nullish(),
});

export const schedulePaymentEndpoints: Endpoint[] = kinds.flatMap(({ kind, path }) => [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body: fields,
    mustBeSigned: () => true,
    handle({ bank, caller, params, body }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      const entries = entriesIn(bank, caller, params, body);
      if (entries === undefined) throw invalid(`Missing field "${kind === 'payment' ? 'payment' : 'payments'}".`);
      if (body.schedule === undefined) throw invalid('Missing field "schedule".');
      const schedule = startSchedule(bank, account, {
        kind,
        entries,
        plan: readPlan(body.schedule),
        purpose: body.purpose ?? null,
        createdByUserId: caller.user.id,
      });
      return idAnswer(schedule.id);
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path,
    allow: ['own', 'oauth', 'aisp'],
    body: noFields,
    handle({ bank, caller, params, path, query }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      const schedules = bank.tables.schedules.where('account', account.id).filter((one) => one.kind === kind);
      return pageOf(bank, { path, query }, schedules, (schedule) => scheduledPaymentObject(bank, schedule));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:scheduleId`,
    allow: ['own', 'oauth', 'aisp'],
    body: noFields,
    handle: ({ bank, caller, params }) =>
      answer(scheduledPaymentObject(bank, visibleSchedule(bank, caller, params, kind))),
  }),
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:scheduleId`,
    allow,
    body: fields,
    mustBeSigned: (body) => body.payment !== undefined || body.payments !== undefined,
    handle({ bank, caller, params, body }) {
      const schedule = visibleSchedule(bank, caller, params, kind);
      if (body.status === 'CANCELLED') cancelSchedule(bank, schedule);
      else {
        const entries = entriesIn(bank, caller, params, body);
        changeSchedule(bank, schedule, {
          ...(entries === undefined ? {} : { entries }),
          ...(body.schedule === undefined ? {} : { plan: readPlan(body.schedule) }),
        });
      }
      return answer(scheduledPaymentObject(bank, schedule));
    },
  }),
  sessionEndpoint({
    method: 'DELETE',
    path: `${path}/:scheduleId`,
    allow,
    body: noFields,
    handle({ bank, caller, params }) {
      cancelSchedule(bank, visibleSchedule(bank, caller, params, kind));
      return answer();
    },
  }),
]);

function entriesIn(bank: Bank, caller: Caller, params: Record<string, string>, body: z.infer<typeof fields>) {
  const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
  const wanted = body.payments ?? (body.payment === undefined ? undefined : [body.payment]);
  if (wanted?.length === 0) throw invalid('A schedule needs at least one payment.');
  const entries = wanted?.map((one) => readEntry(bank, account, one));
  requireMayPay(bank, caller, account, entries ?? []);
  return entries;
}

function visibleSchedule(bank: Bank, caller: Caller, params: Record<string, string>, kind: Schedule['kind']): Schedule {
  const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
  const schedule = bank.tables.schedules.get(idIn(params, 'scheduleId'));
  if (schedule?.accountId !== account.id || schedule.kind !== kind) throw notFound('schedule');
  return schedule;
}
