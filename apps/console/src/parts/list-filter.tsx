import { Group, NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { navigate } from '../router.js';
import { choicesOf } from './fields.js';

export const paymentStatuses = [
  'received',
  'submitting',
  'outcome_unknown',
  'awaiting_authorisation',
  'authorised',
  'executed',
  'partially_executed',
  'in_review',
  'rejected',
  'cancelled',
  'expired',
  'failed',
];
export const consentStatuses = ['awaiting_authorisation', 'authorised', 'rejected', 'failed', 'expired', 'revoked'];

/** What a list is filtered by stands in its address, so that a filtered list can be kept and passed on. */
export function ListFilter({
  to,
  statuses,
  query,
  children,
}: {
  to: string;
  statuses: string[];
  query: URLSearchParams;
  children?: ReactNode;
}) {
  const of = (name: string) => ({
    value: query.get(name) ?? '',
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => {
      const next = new URLSearchParams(query);
      next.delete('before');
      if (value === '') next.delete(name);
      else next.set(name, value);
      navigate(`${to}?${next}`);
    },
  });
  return (
    <Group align="end" gap="sm">
      <NativeSelect label="Status" data={[{ value: '', label: 'all' }, ...choicesOf(statuses)]} {...of('status')} />
      <TextInput label="From" type="date" {...of('from')} />
      <TextInput label="Until" type="date" {...of('until')} />
      {children}
    </Group>
  );
}
