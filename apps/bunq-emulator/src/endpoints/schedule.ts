import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { invalid } from '../bank/refusal.js';
import { runSchedule } from '../bank/schedules.js';
import type { Schedule } from '../bank/service-records.js';
import { type Role, visibleAccounts } from '../http/caller.js';
import { type Endpoint, sessionEndpoint } from '../http/endpoint.js';
import { accountIn, listing } from '../http/listing.js';
import { scheduleInstanceObject, scheduleObject } from '../objects/schedule.js';
import { idAnswer } from '../wire/envelope.js';

const allow: readonly Role[] = ['own', 'oauth', 'aisp'];
const path = '/v1/user/:userId/monetary-account/:accountId/schedule';

const typeOf = { payment: 'SCHEDULE_DEFINITION_PAYMENT', 'payment-batch': 'SCHEDULE_DEFINITION_PAYMENT_BATCH' };

const common = { allow, param: 'scheduleId', what: 'schedule', object: scheduleObject };
const ofUser = listing({
  ...common,
  path: '/v1/user/:userId/schedule',
  visible: ({ bank, caller, query }) =>
    visibleAccounts(bank, caller)
      .flatMap(({ id }) => schedulesOf(bank, id, query))
      .sort((one, other) => one.id - other.id),
});
const schedules = listing({
  ...common,
  path,
  visible: ({ query, ...reading }) => schedulesOf(reading.bank, accountIn(reading).id, query),
});
const instances = listing({
  path: `${path}/:scheduleId/schedule-instance`,
  allow,
  param: 'instanceId',
  what: 'schedule instance',
  visible: (reading) => reading.bank.tables.scheduleInstances.where('schedule', schedules.find(reading).id),
  object: scheduleInstanceObject,
});

export const scheduleEndpoints: Endpoint[] = [
  ofUser.list,
  schedules.list,
  schedules.get,
  instances.list,
  instances.get,
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:scheduleId/schedule-instance/:instanceId`,
    allow: ['own'],
    body: z.object({ state: z.literal('RETRY') }),
    handle({ bank, caller, params }) {
      const instance = instances.find({ bank, caller, params });
      if (instance.state !== 'RETRY') throw invalid(`This run is ${instance.state} and cannot be tried again.`);
      runSchedule(bank, schedules.find({ bank, caller, params }));
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
