import { Button, Group, NativeSelect, Stack, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { consentPageSchema, paymentPageSchema, savedFiltersSchema } from '../answers.js';
import { asApiError, change, useAnswer } from '../api.js';
import { AskBulkReveal } from '../parts/bulk-reveal.js';
import { ExportButtons } from '../parts/exports.js';
import { Answer, Nothing } from '../parts/states.js';
import { ConsentTable, PaymentTable } from '../parts/tables.js';
import { inWords } from '../parts/words.js';
import { Link, navigate, useLocation } from '../router.js';

const statuses = {
  payments: [
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
  ],
  consents: ['awaiting_authorisation', 'authorised', 'rejected', 'failed', 'expired', 'revoked'],
};

type ListName = keyof typeof statuses;
const filterNames = ['status', 'partner', 'from', 'until'];

export function PaymentsPage({ mayExport, mayReveal }: { mayExport: boolean; mayReveal: boolean }) {
  const { query } = useLocation();
  const page = useAnswer(`/payments?${query}`, paymentPageSchema);
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>Payments</Title>
        <Group gap="xs" align="start">
          {mayReveal && <AskBulkReveal filter={filterOf(query)} />}
          {mayExport && <ExportButtons path="/exports/payments" body={filterOf(query)} name="payments" />}
        </Group>
      </Group>
      <Filters list="payments" query={query} key={`filters ${query}`} />
      <Answer of={page}>
        {({ data, next }) => (
          <>
            {data.length === 0 ? (
              <Nothing>No payment fits.</Nothing>
            ) : (
              <PaymentTable isOfManyPartners payments={data} caption="Newest first" />
            )}
            <Pager list="payments" query={query} next={next} />
          </>
        )}
      </Answer>
    </Stack>
  );
}

export function ConsentsPage({ mayExport }: { mayExport: boolean }) {
  const { query } = useLocation();
  const page = useAnswer(`/consents?${query}`, consentPageSchema);
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>Consents</Title>
        {mayExport && <ExportButtons path="/exports/consents" body={filterOf(query)} name="consents" />}
      </Group>
      <Filters list="consents" query={query} key={`filters ${query}`} />
      <Answer of={page}>
        {({ data, next }) => (
          <>
            {data.length === 0 ? (
              <Nothing>No consent fits.</Nothing>
            ) : (
              <ConsentTable isOfManyPartners consents={data} caption="Newest first" />
            )}
            <Pager list="consents" query={query} next={next} />
          </>
        )}
      </Answer>
    </Stack>
  );
}

function Filters({ list, query }: { list: ListName; query: URLSearchParams }) {
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  const saved = useAnswer('/saved-filters', savedFiltersSchema);
  const set = (key: string, value: string) => {
    const next = new URLSearchParams(query);
    next.delete('before');
    if (value === '') next.delete(key);
    else next.set(key, value);
    navigate(`/${list}?${next}`);
  };
  const filter = filterOf(query);
  const save = async () => {
    setError(undefined);
    try {
      await change('/saved-filters', { list, name, filter });
      setName('');
      if (saved.state !== 'loading') saved.again();
    } catch (failure) {
      setError(asApiError(failure).message);
    }
  };
  const remove = async (id: string) => {
    await change(`/saved-filters/${id}`, {}, 'DELETE').catch(() => undefined);
    if (saved.state !== 'loading') saved.again();
  };
  const own = saved.state === 'ready' ? saved.data.data.filter((one) => one.list === list) : [];
  return (
    <Stack gap="xs">
      <Group align="end" gap="sm">
        <NativeSelect
          label="Status"
          value={query.get('status') ?? ''}
          onChange={(event) => set('status', event.currentTarget.value)}
          data={[{ value: '', label: 'all' }, ...statuses[list].map((value) => ({ value, label: inWords(value) }))]}
        />
        <TextInput
          label="From"
          type="date"
          value={query.get('from') ?? ''}
          onChange={(event) => set('from', event.currentTarget.value)}
        />
        <TextInput
          label="Until"
          type="date"
          value={query.get('until') ?? ''}
          onChange={(event) => set('until', event.currentTarget.value)}
        />
        {Object.keys(filter).length > 0 && (
          <>
            <TextInput
              label="Save as"
              value={name}
              error={error}
              maxLength={60}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button variant="default" disabled={name.trim() === ''} onClick={() => void save()}>
              Save filter
            </Button>
          </>
        )}
      </Group>
      {own.length > 0 && (
        <Group gap="md" component="ul" className="plain" aria-label="Saved filters">
          {own.map((one) => (
            <li key={one.id}>
              <Link to={`/${list}?${new URLSearchParams(one.filter)}`}>{one.name}</Link>{' '}
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Remove ${one.name}`}
                onClick={() => void remove(one.id)}
              >
                ×
              </Button>
            </li>
          ))}
        </Group>
      )}
    </Stack>
  );
}

function Pager({ list, query, next }: { list: ListName; query: URLSearchParams; next: string | null }) {
  const older = new URLSearchParams(query);
  if (next) older.set('before', next);
  const newest = new URLSearchParams(query);
  newest.delete('before');
  return (
    <Group>
      {query.has('before') && <Link to={`/${list}?${newest}`}>Newest</Link>}
      {next && <Link to={`/${list}?${older}`}>Older</Link>}
    </Group>
  );
}

function filterOf(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query].filter(([key]) => filterNames.includes(key)));
}
