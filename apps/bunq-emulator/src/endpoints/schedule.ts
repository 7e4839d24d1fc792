import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { invalid, notFound } from '../bank/refusal.js';
import { runSchedule } from '../bank/schedules.js';
import type { Schedule, ScheduleInstance } from '../bank/service-records.js';
import { type Caller, type Role, visibleAccount, visibleAccounts } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { scheduleInstanceObject, scheduleObject } from '../objects/schedule.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';

const allow: readonly Role[] = ['own', 'oauth', 'aisp'];
const path = '/v1/user/:userId/monetary-account/:accountId/schedule';

const typeOf = { payment: 'SCHEDULE_DEFINITION_PAYMENT', 'payment-batch': 'SCHEDULE_DEFINITION_PAYMENT_BATCH' };

export const scheduleEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'GET',
    path: '/v1/user/:userId/schedule',
    allow,
    body: noFields,
    handle({ bank, caller, path, query }) {
      const schedules = visibleAccounts(bank, caller)
        .flatMap(({ id }) => schedulesOf(bank, id, query))
        .sort((one, other) => one.id - other.id);
      return pageOf(bank, { path, query }, schedules, (schedule) => scheduleObject(bank, schedule));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle({ bank, caller, params, path, query }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      return pageOf(bank, { path, query }, schedulesOf(bank, account.id, query), (one) => scheduleObject(bank, one));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:scheduleId`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(scheduleObject(bank, visibleSchedule(bank, caller, params))),
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:scheduleId/schedule-instance`,
    allow,
    body: noFields,
    handle({ bank, caller, params, path, query }) {
      const schedule = visibleSchedule(bank, caller, params);
      const instances = bank.tables.scheduleInstances.where('schedule', schedule.id);
      return pageOf(bank, { path, query }, instances, (instance) => scheduleInstanceObject(bank, instance));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:scheduleId/schedule-instance/:instanceId`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(scheduleInstanceObject(bank, visibleInstance(bank, caller, params))),
  }),
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:scheduleId/schedule-instance/:instanceId`,
    allow: ['own'],
    body: z.object({ state: z.literal('RETRY') }),
    handle({ bank, caller, params }) {
      const instance = visibleInstance(bank, caller, params);
      if (instance.state !== 'RETRY') throw invalid(`This run is ${instance.state} and cannot be tried again.`);
      runSchedule(bank, visibleSchedule(bank, caller, params));
      return idAnswer(instance.id);
    },
  }),
];

function schedulesOf(bank: Bank, accountId: number, query: Record<string, unknown>): Schedule[] {
  const types = typeof query['type'] === 'string' ? query['type'].split(',') : undefined;
  return bank.tables.schedules
    .where('account', accountId)
    .filter(({ kind }) => types === undefined || types.includes(typeOf[kind]));
}

function visibleSchedule(bank: Bank, caller: Caller, params: Record<string, string>): Schedule {
  const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
  const schedule = bank.tables.schedules.get(idIn(params, 'scheduleId'));
  if (schedule?.accountId !== account.id) throw notFound('schedule');
  return schedule;
}

function visibleInstance(bank: Bank, caller: Caller, params: Record<string, string>): ScheduleInstance {
  const schedule = visibleSchedule(bank, caller, params);
  const instance = bank.tables.scheduleInstances.get(idIn(params, 'instanceId'));
  if (instance?.scheduleId !== schedule.id) throw notFound('schedule instance');
  return instance;
}
