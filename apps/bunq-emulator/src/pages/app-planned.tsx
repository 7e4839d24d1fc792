import { accountsOf } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import { totalOf } from '../bank/drafts.js';
import type { Customer, Draft, Plan } from '../bank/records.js';
import type { Schedule } from '../bank/service-records.js';
import { AppPage, dayOf, type Outcome, Status } from './app-frame.js';
import { WaitingDraft } from './app-waiting.js';
import { PlainMoney } from './layout.js';

const shownAtMost = 50;

interface Shown {
  bank: Bank;
  customer: Customer;
}

export function PlannedPage({ bank, customer, ...outcome }: Shown & Outcome) {
  const accounts = accountsOf(bank, customer);
  const newest = <Row extends { id: number }>(rows: Row[]) =>
    rows.sort((one, other) => other.id - one.id).slice(0, shownAtMost);
  const drafts = newest(accounts.flatMap(({ id }) => bank.tables.drafts.where('account', id)));
  const schedules = newest(accounts.flatMap(({ id }) => bank.tables.schedules.where('account', id)));
  return (
    <AppPage customer={customer} tab="Planned" heading="Planned payments" {...outcome}>
      <div className="columns even">
        <section className="card" aria-labelledby="schedules">
          <h2 id="schedules">Scheduled</h2>
          {schedules.length === 0 ? <p className="muted">No payments are scheduled.</p> : null}
          <ul className="plain rows">
            {schedules.map((schedule) => (
              <li key={schedule.id}>
                <ScheduleRow schedule={schedule} customer={customer} />
              </li>
            ))}
          </ul>
        </section>
        <section className="card" aria-labelledby="drafts">
          <h2 id="drafts">Prepared for you</h2>
          {drafts.length === 0 ? <p className="muted">Nobody has prepared a payment for you.</p> : null}
          <ul className="plain rows">
            {drafts.map((draft) => (
              <li key={draft.id}>
                {draft.status === 'PENDING' ? (
                  <WaitingDraft bank={bank} customer={customer} draft={draft} />
                ) : (
                  <DecidedDraft draft={draft} />
                )}
              </li>
            ))}
          </ul>
        </section>
      </div>
    </AppPage>
  );
}

function ScheduleRow({ schedule, customer }: { schedule: Schedule; customer: Customer }) {
  const name = payeeOf(schedule.entries);
  return (
    <>
      <div className="row">
        <h3>{name}</h3>
        <PlainMoney cents={schedule.entries.reduce((sum, { amount }) => sum + amount, 0n)} />
      </div>
      <p className="row small muted">
        <span>
          {rhythmOf(schedule.plan)}
          {schedule.nextRunAt === null ? null : ` · next on ${dayOf(schedule.nextRunAt)}`}
        </span>
        <Status status={schedule.status} />
      </p>
      {schedule.status === 'ACTIVE' ? (
        <form method="post" action={`/app/${customer.id}/schedules/${schedule.id}/cancel`}>
          <button className="do second slim" aria-label={`Cancel the scheduled payment to ${name}`}>
            Cancel
          </button>
        </form>
      ) : null}
    </>
  );
}

function DecidedDraft({ draft }: { draft: Draft }) {
  return (
    <>
      <div className="row">
        <h3>{payeeOf(draft.entries)}</h3>
        <PlainMoney cents={totalOf(draft)} />
      </div>
      <p className="row small muted">
        <span>{`${draft.entries[0]?.description ?? ''} · ${dayOf(draft.createdAt)}`}</span>
        <Status status={draft.status} />
      </p>
    </>
  );
}

function payeeOf(entries: readonly { counterparty: { name: string } }[]): string {
  return entries.length === 1 ? (entries[0]?.counterparty.name ?? '') : `${entries.length} payments`;
}

const units = { HOURLY: 'hour', DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' };

function rhythmOf({ unit, size }: Plan): string {
  if (unit === 'ONCE') return 'Once';
  return size === 1 ? `Every ${units[unit]}` : `Every ${size} ${units[unit]}s`;
}
