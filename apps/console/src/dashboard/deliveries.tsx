import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { z } from 'zod';
import { change, post, useAnswer } from '../api.js';
import { Refusal, useAction } from '../parts/action.js';
import { type Column, DataTable } from '../parts/data-table.js';
import { Section } from '../parts/section.js';
import { Answer } from '../parts/states.js';
import { figure, inWords, Moment, Status } from '../parts/words.js';
import { Link } from '../router.js';
import { deliveryPageSchema, type LoggedDelivery } from './answers.js';

const redeliveredSchema = z.object({ deliveries: z.number(), has_more: z.boolean() });

/** What an endpoint was told, and what it answered. */
export function Deliveries({ id, mayRedeliver }: { id: string; mayRedeliver: boolean }) {
  const [status, setStatus] = useState('');
  const [before, setBefore] = useState<string>();
  const query = new URLSearchParams({ ...(status && { status }), ...(before && { before }) });
  const page = useAnswer(`/endpoints/${id}/deliveries?${query}`, deliveryPageSchema);
  const { again } = page;
  const againColumn: Column<LoggedDelivery> = [
    'Again',
    ({ event_id: event }) => <Redeliver endpointId={id} eventId={event} onTold={again} />,
  ];
  const action = useAction();
  const [said, setSaid] = useState('');
  const redeliverFailed = () =>
    action.run(async () => {
      const { deliveries, has_more: hasMore } = await post(`/endpoints/${id}/redeliver-failed`, {}, redeliveredSchema);
      setSaid(`${figure(deliveries)} are told again.${hasMore ? ' There are more: press once more.' : ''}`);
      again();
    });
  return (
    <Section title="Deliveries">
      <Group align="end" mb="sm">
        <NativeSelect
          label="Status"
          value={status}
          onChange={(event) => {
            setStatus(event.currentTarget.value);
            setBefore(undefined);
          }}
          data={[{ value: '', label: 'all' }, 'pending', 'delivered', { value: 'dead', label: 'given up' }]}
        />
        <Button variant="default" onClick={again}>
          Look again
        </Button>
        {mayRedeliver && (
          <Button variant="default" loading={action.isBusy} onClick={() => void redeliverFailed()}>
            Redeliver all that failed
          </Button>
        )}
      </Group>
      <Refusal of={action} />
      <Text role="status" size="sm">
        {said}
      </Text>
      <Answer of={page}>
        {({ data, next }) => (
          <>
            <DataTable
              caption="Deliveries, newest first"
              empty="Nothing was delivered here."
              of={data}
              keyOf={(delivery) => delivery.id}
              columns={[
                ['Event', ({ event_id: event, event_type: type }) => <Link to={`/events/${event}`}>{type}</Link>],
                ['Status', (delivery) => <Status of={delivery.status === 'dead' ? 'given up' : delivery.status} />],
                ['Tries', ({ attempts }) => attempts.length, 'figure'],
                ['Last answer', (delivery) => <LastAnswer of={delivery} />],
                ['When', (delivery) => <When of={delivery} />],
                ...(mayRedeliver ? [againColumn] : []),
              ]}
            />
            <Group>
              {before && (
                <Button size="xs" variant="default" onClick={() => setBefore(undefined)}>
                  Newest
                </Button>
              )}
              {next && (
                <Button size="xs" variant="default" onClick={() => setBefore(next)}>
                  Older
                </Button>
              )}
            </Group>
          </>
        )}
      </Answer>
    </Section>
  );
}

function LastAnswer({ of: { attempts } }: { of: LoggedDelivery }) {
  const last = attempts.at(-1);
  if (!last) return <>not tried yet</>;
  return (
    <>
      {last.response_status ?? inWords(last.failure ?? 'none')}, {figure(last.duration_ms)} ms
      {last.response_excerpt && (
        <Text size="xs" className="quiet id" lineClamp={2}>
          {last.response_excerpt}
        </Text>
      )}
    </>
  );
}

function When({ of: { status, attempts, created_at: createdAt, next_attempt_at: next } }: { of: LoggedDelivery }) {
  return (
    <>
      <Moment at={attempts.at(-1)?.attempted_at ?? createdAt} />
      {next && status === 'pending' && attempts.length > 0 && (
        <Text size="xs" className="quiet">
          again <Moment at={next} />
        </Text>
      )}
    </>
  );
}

function Redeliver({ endpointId, eventId, onTold }: { endpointId: string; eventId: string; onTold(): void }) {
  const action = useAction();
  const redeliver = async () => {
    const body = { webhook_endpoint_id: endpointId };
    if (await action.run(() => change(`/events/${eventId}/redeliver`, body))) onTold();
  };
  return (
    <>
      <Button size="xs" variant="default" loading={action.isBusy} onClick={() => void redeliver()}>
        Redeliver
      </Button>
      {action.error && (
        <Text size="xs" role="alert">
          {action.error}
        </Text>
      )}
    </>
  );
}
