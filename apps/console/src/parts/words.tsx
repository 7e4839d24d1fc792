import { Badge, Code, Group } from '@mantine/core';
import type { ReactNode } from 'react';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const hour = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' });
const number = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** UTC, as in every record: an auditor compares it with the trail. */
export function Moment({ at }: { at: string | null }) {
  if (at === null) return <>–</>;
  const date = new Date(at);
  return (
    <time dateTime={at} title={at}>
      <span className="unbroken">{day.format(date)},</span> <span className="unbroken">{hour.format(date)} UTC</span>
    </time>
  );
}

export function figure(value: number): string {
  return number.format(value);
}

/** `awaiting_authorisation` → "awaiting authorisation". */
export function inWords(code: string): string {
  return code.replaceAll(/[_.]/g, ' ');
}

const colours: Record<string, string> = {
  executed: 'green',
  authorised: 'green',
  partially_executed: 'orange',
  in_review: 'orange',
  outcome_unknown: 'orange',
  failed: 'red',
  rejected: 'red',
  revoked: 'red',
  expired: 'gray',
  cancelled: 'gray',
  unauthorised: 'red',
  payer_manipulated: 'red',
  no_fraud: 'gray',
  held: 'orange',
  closed: 'gray',
  major: 'red',
  not_major: 'gray',
  not_classified: 'orange',
  done: 'green',
  ready: 'green',
  lapsed: 'orange',
  active: 'green',
  approved: 'green',
  suspended: 'red',
  refused: 'red',
  pending: 'orange',
  waiting: 'orange',
  withdrawn: 'gray',
};

/** The gray of a frame would be black: every colour is taken at its darkest. */
export const paleGray = 'gray.6';

/** The word says it; the colour only helps. */
export function Tag({ colour, children }: { colour: string; children: ReactNode }) {
  return (
    <Badge variant="outline" color={colour === 'gray' ? paleGray : colour} tt="none" className="status">
      {children}
    </Badge>
  );
}

export function Status({ of }: { of: string }) {
  return <Tag colour={colours[of] ?? 'blue'}>{inWords(of)}</Tag>;
}

/** How a case stands that has to be answered in time. */
export function Standing({ of }: { of: { status: string; is_overdue: boolean } }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Status of={of.status} />
      {of.is_overdue && <Overdue />}
    </Group>
  );
}

export function Overdue() {
  return <Tag colour="red">overdue</Tag>;
}

/** How a thing stands, and its id: what stands below the name of a page. */
export function StatusAndId({ status, id }: { status: string; id: string }) {
  return (
    <>
      <Status of={status} />
      <Id>{id}</Id>
    </>
  );
}

/** Who pays or is paid. */
export function Party({ name, account }: { name: string | null; account: string | null }) {
  return (
    <>
      {name ?? '–'}
      <br />
      <span className="amount">{account ?? '–'}</span>
    </>
  );
}

export function Id({ children }: { children: ReactNode }) {
  return <Code className="id">{children}</Code>;
}

export function Amount({ of: { value, currency } }: { of: { value: string; currency: string } }) {
  return (
    <span className="amount">
      {currency} {value}
    </span>
  );
}
