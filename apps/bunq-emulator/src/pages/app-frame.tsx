import type { ReactNode } from 'react';
import type { Customer } from '../bank/records.js';
import { Page, Problem } from './layout.js';

const tabs = [
  { name: 'Overview', path: '' },
  { name: 'Transactions', path: '/transactions' },
  { name: 'Requests', path: '/requests' },
  { name: 'Planned', path: '/planned' },
  { name: 'Services', path: '/services' },
] as const;

export type Tab = (typeof tabs)[number]['name'];

/** What just happened, or why it did not. */
export interface Outcome {
  done?: string | undefined;
  problem?: string | undefined;
}

interface Frame extends Outcome {
  customer: Customer;
  tab: Tab;
  heading: string;
  children: ReactNode;
}

/** The frame of every page of one customer's bank app. */
export function AppPage({ customer, tab, heading, done, problem, children }: Frame) {
  return (
    <Page title={`${tab} of ${customer.displayName}`}>
      <nav className="tabs" aria-label={`Bank app of ${customer.displayName}`}>
        <ul className="plain">
          {tabs.map(({ name, path }) => (
            <li key={name}>
              <a href={`/app/${customer.id}${path}`} aria-current={name === tab ? 'page' : undefined}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <h1>{heading}</h1>
      <Problem text={problem} />
      {done === undefined ? null : (
        <p className="notice" role="status">
          {done}
        </p>
      )}
      {children}
    </Page>
  );
}

const words = {
  PENDING: 'Waiting',
  ACCEPTED: 'Accepted',
  REJECTED: 'Declined',
  REVOKED: 'Withdrawn',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Expired',
  REFUND_REQUESTED: 'Refund asked for',
  REFUNDED: 'Refunded',
  ACTIVE: 'Active',
  FINISHED: 'Finished',
} as const;

export function Status({ status, accepted = words.ACCEPTED }: { status: keyof typeof words; accepted?: string }) {
  return <span className={`tag ${status.toLowerCase()}`}>{status === 'ACCEPTED' ? accepted : words[status]}</span>;
}

/** `21 November 2026`, as everything at the bank in universal time. */
export function dayOf(micros: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(micros / 1000));
}
