import { Button, Group, Stack, Table, Title } from '@mantine/core';
import { change, useAnswer } from '../../api.js';
import { Facts } from '../../parts/facts.js';
import { Answer, Nothing } from '../../parts/states.js';
import { figure, Id, inWords, Moment, Status } from '../../parts/words.js';
import { Link, useLocation } from '../../router.js';
import { eventPageSchema, eventSchema } from '../answers.js';
import { Pager, Refusal, Rows, Section, useAction } from '../parts.js';

export function EventsPage() {
  const { query } = useLocation();
  const page = useAnswer(`/events?${query}`, eventPageSchema);
  return (
    <Stack>
      <Title order={1}>Events</Title>
      <Answer of={page}>
        {({ data, next }) => (
          <>
            {data.length === 0 ? (
              <Nothing>No event yet.</Nothing>
            ) : (
              <Rows caption="Newest first" names={['Event', 'Of', 'When']}>
                {data.map(({ id, type, resource_type: of, resource_id: resourceId, created_at: createdAt }) => (
                  <Table.Tr key={id}>
                    <Table.Td>
                      <Link to={`/events/${id}`}>{type}</Link>
                    </Table.Td>
                    <Table.Td>
                      <Resource type={of} id={resourceId} />
                    </Table.Td>
                    <Table.Td>
                      <Moment at={createdAt} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Rows>
            )}
            <Pager list="events" query={query} next={next} />
          </>
        )}
      </Answer>
    </Stack>
  );
}

export function EventPage({ id, mayRedeliver }: { id: string; mayRedeliver: boolean }) {
  const answer = useAnswer(`/events/${id}`, eventSchema);
  const action = useAction();
  const redeliver = async () => {
    const isTold = await action.run(() => change(`/events/${id}/redeliver`, {}));
    if (isTold && answer.state !== 'loading') answer.again();
  };
  return (
    <Answer of={answer}>
      {(event) => (
        <Stack>
          <Group justify="space-between" align="start">
            <Title order={1}>{event.type}</Title>
            {mayRedeliver && (
              <Button variant="default" loading={action.isBusy} onClick={() => void redeliver()}>
                Redeliver to all who listen
              </Button>
            )}
          </Group>
          <Refusal of={action} />
          <Section title="What it is">
            <Facts
              of={[
                ['Id', <Id key="id">{event.id}</Id>],
                ['Of', <Resource key="of" type={event.resource_type} id={event.resource_id} />],
                ['Version', event.resource_version],
                ['When', <Moment key="when" at={event.created_at} />],
              ]}
            />
          </Section>
          {event.deliveries.length === 0 && <Nothing>No endpoint listened to it.</Nothing>}
          {event.deliveries.map((delivery) => (
            <Section key={delivery.id} title="Delivery">
              <Group gap="xs" mb="sm">
                <Status of={delivery.status === 'dead' ? 'given up' : delivery.status} />
                <Link to={`/webhooks/${delivery.webhook_endpoint_id}`}>to this endpoint</Link>
              </Group>
              <ol className="timeline">
                {delivery.attempts.map((attempt) => (
                  <li key={attempt.attempted_at}>
                    <Moment at={attempt.attempted_at} />:{' '}
                    {attempt.response_status ?? inWords(attempt.failure ?? 'none')}, {figure(attempt.duration_ms)} ms
                    {attempt.response_excerpt && <pre className="excerpt">{attempt.response_excerpt}</pre>}
                  </li>
                ))}
              </ol>
            </Section>
          ))}
        </Stack>
      )}
    </Answer>
  );
}

const places: Record<string, string> = {
  payment: 'payments',
  consent: 'consents',
  payment_request: 'requests',
  webhook_endpoint: 'webhooks',
};

function Resource({ type, id }: { type: string; id: string | null }) {
  const place = places[type];
  if (id === null) return <>{inWords(type)}</>;
  if (place === undefined)
    return (
      <>
        {inWords(type)} <Id>{id}</Id>
      </>
    );
  return (
    <Link to={`/${place}/${id}`}>
      {inWords(type)} …{id.slice(-8)}
    </Link>
  );
}
