import type { Bank } from '../bank/bank.js';
import type { Plan } from '../bank/records.js';
import type { Schedule, ScheduledEntry, ScheduleInstance } from '../bank/service-records.js';
import type { Json } from '../wire/envelope.js';
import { formatTimestamp } from '../wire/timestamp.js';
import { attachmentReference } from './attachment.js';
import { amountOf, labelOfAccount, labelOfParty, stamps } from './labels.js';
import { paymentBatchObject, paymentObject } from './payment.js';

/** The order itself and when it is paid. */
export function scheduledPaymentObject(bank: Bank, schedule: Schedule): Json {
  const isBatch = schedule.kind === 'payment-batch';
  return {
    [isBatch ? 'ScheduledPaymentBatch' : 'ScheduledPayment']: {
      ...stamps(schedule),
      monetary_account_id: schedule.accountId,
      ...contentOf(bank, schedule),
      schedule: { ...planFields(schedule.plan), status: schedule.status },
      status: schedule.status,
      purpose: schedule.purpose,
    },
  };
}

/** The same seen as an entry of the calendar. */
export function scheduleObject(bank: Bank, schedule: Schedule): Json {
  return {
    Schedule: {
      ...stamps(schedule),
      monetary_account_id: schedule.accountId,
      ...planFields(schedule.plan),
      status: schedule.status,
      object: scheduledPaymentObject(bank, schedule),
    },
  };
}

export function scheduleInstanceObject(bank: Bank, instance: ScheduleInstance): Json {
  const { tables } = bank;
  const schedule = tables.schedules.get(instance.scheduleId);
  const [first] = instance.paymentIds.flatMap((id) => tables.payments.get(id) ?? []);
  const batch = instance.batchId === null ? undefined : tables.paymentBatches.get(instance.batchId);
  const problem = instance.problem;
  return {
    ScheduledInstance: {
      ...stamps(instance),
      state: instance.state,
      time_start: formatTimestamp(instance.plannedAt),
      time_end: schedule?.plan.endAt === null || schedule === undefined ? null : formatTimestamp(schedule.plan.endAt),
      error_message: problem === null ? [] : [{ error_description: problem, error_description_translated: problem }],
      scheduled_object: schedule === undefined ? null : scheduledPaymentObject(bank, schedule),
      result_object:
        batch === undefined
          ? first === undefined
            ? null
            : paymentObject(bank, first)
          : paymentBatchObject(bank, batch),
      request_reference_split_the_bill: [],
    },
  };
}

export function planFields(plan: Plan): Json {
  return {
    time_start: formatTimestamp(plan.startAt),
    time_end: plan.endAt === null ? null : formatTimestamp(plan.endAt),
    recurrence_unit: plan.unit,
    recurrence_size: plan.size,
  };
}

function contentOf(bank: Bank, schedule: Schedule): Json {
  const account = bank.tables.accounts.get(schedule.accountId);
  const entries = schedule.entries.map((entry) =>
    entryFields(bank, entry, account === undefined ? null : labelOfAccount(bank, account)),
  );
  return schedule.kind === 'payment-batch' ? { payments: entries } : { payment: entries[0] ?? null };
}

function entryFields(bank: Bank, entry: ScheduledEntry, alias: Json | null): Json {
  return {
    amount: amountOf(entry.amount),
    alias,
    counterparty_alias: labelOfParty(bank, entry.counterparty),
    description: entry.description,
    merchant_reference: entry.merchantReference,
    attachment: entry.attachmentIds.map((id) => attachmentReference(bank, id)),
    allow_bunqto: false,
  };
}
