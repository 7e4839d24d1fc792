import { partyOfAccount } from './accounts.js';
import type { Bank } from './bank.js';
import { addBatch, requireAllBookable } from './batches.js';
import { bookTransfer } from './booking.js';
import { formatCents } from './cents.js';
import type { Account, Plan } from './records.js';
import { invalid, Refusal } from './refusal.js';
import type { Schedule, ScheduledEntry, ScheduleInstance } from './service-records.js';

const hourMicros = 3_600_000_000;
/** A run that fails for want of money is tried again so many times, a day apart. */
const maxAttempts = 3;

type NewSchedule = Pick<Schedule, 'kind' | 'entries' | 'plan' | 'purpose' | 'createdByUserId'>;

/** Plans an order. What was to start in the past starts now. */
export function startSchedule(bank: Bank, account: Account, wanted: NewSchedule): Schedule {
  if (wanted.plan.endAt !== null && wanted.plan.endAt <= wanted.plan.startAt) {
    throw invalid('The end of a schedule must come after its start.');
  }
  const row = bank.newRow();
  const schedule = bank.tables.schedules.insert({
    ...row,
    ...wanted,
    accountId: account.id,
    status: 'ACTIVE',
    nextRunAt: Math.max(wanted.plan.startAt, row.createdAt),
    runs: 0,
  });
  plan(bank, schedule);
  report(bank, schedule, 'CREATED');
  return schedule;
}

/** Another plan or other payments for the runs to come. */
export function changeSchedule(
  bank: Bank,
  schedule: Schedule,
  { entries = schedule.entries, plan: wanted = schedule.plan }: { entries?: ScheduledEntry[]; plan?: Plan },
): void {
  requireActive(schedule);
  schedule.entries = entries;
  if (wanted !== schedule.plan) {
    schedule.plan = wanted;
    schedule.runs = 0;
    schedule.nextRunAt = Math.max(wanted.startAt, bank.time());
    plan(bank, schedule);
  }
  schedule.updatedAt = bank.now();
  report(bank, schedule, 'UPDATED');
}

export function cancelSchedule(bank: Bank, schedule: Schedule): void {
  requireActive(schedule);
  finish(bank, schedule, 'CANCELLED');
}

/** Pays what is due now and plans the next time. */
export function runSchedule(bank: Bank, schedule: Schedule): void {
  const plannedAt = schedule.nextRunAt ?? bank.time();
  const open = bank.tables.scheduleInstances.where('schedule', schedule.id).find(({ state }) => state === 'RETRY');
  const instance =
    open ??
    bank.tables.scheduleInstances.insert({
      ...bank.newRow(),
      scheduleId: schedule.id,
      state: 'RETRY',
      plannedAt,
      attempts: 0,
      problem: null,
      paymentIds: [],
      batchId: null,
    });
  payOnce(bank, schedule, instance);
  if (instance.state === 'RETRY') {
    schedule.nextRunAt = plannedAt + 24 * hourMicros;
    plan(bank, schedule);
    return;
  }
  schedule.runs += 1;
  const next = timeOfRun(schedule.plan, schedule.runs);
  const isOver = next === undefined || (schedule.plan.endAt !== null && next > schedule.plan.endAt);
  if (isOver) return finish(bank, schedule, 'FINISHED');
  schedule.nextRunAt = next;
  plan(bank, schedule);
}

function payOnce(bank: Bank, schedule: Schedule, instance: ScheduleInstance): void {
  const account = bank.tables.accounts.get(schedule.accountId);
  if (account === undefined) throw new Error(`schedule ${schedule.id} has no account`);
  instance.attempts += 1;
  try {
    requireAllBookable(bank, account, schedule.entries);
    if (schedule.kind === 'payment-batch') instance.batchId = bank.nextId();
    for (const { attachmentIds, ...entry } of schedule.entries) {
      const extras = { attachmentIds, scheduledId: schedule.id, addressBilling: null, addressShipping: null };
      const payment = bookTransfer(bank, {
        ...entry,
        from: partyOfAccount(account),
        to: entry.counterparty,
        batchId: instance.batchId,
        extras: { ...extras, geolocation: null },
      });
      instance.paymentIds.push(payment.id);
    }
    if (instance.batchId !== null) {
      const row = { ...bank.newRow(), id: instance.batchId };
      addBatch(bank, { ...row, accountId: account.id, paymentIds: instance.paymentIds });
    }
    instance.state = 'FINISHED_SUCCESSFULLY';
    instance.problem = null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    instance.state = instance.attempts < maxAttempts ? 'RETRY' : 'FAILED_USER_ERROR';
    instance.problem = error.message;
  }
  instance.updatedAt = bank.now();
  bank.record('schedule_run', {
    schedule_id: schedule.id,
    schedule_instance_id: instance.id,
    account_id: schedule.accountId,
    state: instance.state,
    payment_id: instance.paymentIds[0] ?? null,
  });
  bank.notify({ kind: 'schedule_run', schedule, instance });
}

/** When the run with this number, counted from 0, is to happen; months and years keep the day where the month has it. */
function timeOfRun({ startAt, unit, size }: Plan, run: number): number | undefined {
  const steps = run * size;
  if (unit === 'HOURLY') return startAt + steps * hourMicros;
  if (unit === 'DAILY') return startAt + steps * 24 * hourMicros;
  if (unit === 'WEEKLY') return startAt + steps * 168 * hourMicros;
  if (unit === 'ONCE') return run === 0 ? startAt : undefined;
  const start = new Date(Math.floor(startAt / 1000));
  const months = start.getUTCMonth() + steps * (unit === 'YEARLY' ? 12 : 1);
  const lastDay = new Date(Date.UTC(start.getUTCFullYear(), months + 1, 0)).getUTCDate();
  const moved = new Date(start);
  moved.setUTCDate(1);
  moved.setUTCMonth(months, Math.min(start.getUTCDate(), lastDay));
  return moved.getTime() * 1000 + (startAt % 1000);
}

function plan(bank: Bank, schedule: Schedule): void {
  if (schedule.nextRunAt !== null) bank.agenda.add({ at: schedule.nextRunAt, kind: 'schedule', id: schedule.id });
}

function finish(bank: Bank, schedule: Schedule, status: 'FINISHED' | 'CANCELLED'): void {
  schedule.status = status;
  schedule.nextRunAt = null;
  schedule.updatedAt = bank.now();
  report(bank, schedule, status);
}

function requireActive(schedule: Schedule): void {
  if (schedule.status !== 'ACTIVE') throw invalid(`This schedule is ${schedule.status} and can no longer change.`);
}

function report(bank: Bank, schedule: Schedule, event: 'CREATED' | 'UPDATED' | 'FINISHED' | 'CANCELLED'): void {
  bank.record(`schedule_${event.toLowerCase()}`, {
    schedule_id: schedule.id,
    account_id: schedule.accountId,
    entries: schedule.entries.length,
    amount: formatCents(schedule.entries.reduce((sum, { amount }) => sum + amount, 0n)),
    unit: schedule.plan.unit,
    status: schedule.status,
  });
  bank.notify({ kind: 'schedule', schedule, event });
}
