import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { invalid } from '../bank/refusal.js';
import { cancelSchedule, changeSchedule, startSchedule } from '../bank/schedules.js';
import { type Caller, type Role } from '../http/caller.js';
import { type Endpoint, noFields, sessionEndpoint } from '../http/endpoint.js';
import { accountIn, listing } from '../http/listing.js';
import { scheduledPaymentObject } from '../objects/schedule.js';
import { answer, idAnswer } from '../wire/envelope.js';
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

export const schedulePaymentEndpoints: Endpoint[] = kinds.flatMap(({ kind, path }) => {
  const schedules = listing({
    path,
    allow: ['own', 'oauth', 'aisp'],
    param: 'scheduleId',
    what: 'schedule',
    visible: (reading) =>
      reading.bank.tables.schedules.where('account', accountIn(reading).id).filter((one) => one.kind === kind),
    object: scheduledPaymentObject,
  });
  return [
    sessionEndpoint({
      method: 'POST',
      path,
      allow,
      body: fields,
      mustBeSigned: () => true,
      handle({ bank, caller, params, body }) {
        const account = accountIn({ bank, caller, params });
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
    schedules.list,
    schedules.get,
    sessionEndpoint({
      method: 'PUT',
      path: `${path}/:scheduleId`,
      allow,
      body: fields,
      mustBeSigned: (body) => body.payment !== undefined || body.payments !== undefined,
      handle({ bank, caller, params, body }) {
        const schedule = schedules.find({ bank, caller, params });
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
        cancelSchedule(bank, schedules.find({ bank, caller, params }));
        return answer();
      },
    }),
  ];
});

function entriesIn(bank: Bank, caller: Caller, params: Record<string, string>, body: z.infer<typeof fields>) {
  const account = accountIn({ bank, caller, params });
  const wanted = body.payments ?? (body.payment === undefined ? undefined : [body.payment]);
  if (wanted?.length === 0) throw invalid('A schedule needs at least one payment.');
  const entries = wanted?.map((one) => readEntry(bank, account, one));
  requireMayPay(bank, caller, account, entries ?? []);
  return entries;
}
