import { Button, Group, Stack } from '@mantine/core';
import { change, useAnswer } from '../../api.js';
import { Refusal, useAction } from '../../parts/action.js';
import { DataTable } from '../../parts/data-table.js';
import { Facts } from '../../parts/facts.js';
import { PageHead } from '../../parts/page-head.js';
import { Pager } from '../../parts/pager.js';
import { RegisterPage } from '../../parts/register-page.js';
import { Section } from '../../parts/section.js';
import { Answer, Nothing } from '../../parts/states.js';
import { figure, Id, inWords, Moment, Status } from '../../parts/words.js';
import { Link, useLocation } from '../../router.js';
import { eventPageSchema, eventSchema } from '../answers.js';

export function EventsPage() {
  const { query } = useLocation();
  const page = useAnswer(`/events?${query}`, eventPageSchema);
  return (
    <RegisterPage title="Events" of={page}>
      {({ data, next }) => (
        <>
          <DataTable
            caption="Newest first"
            empty="No event yet."
            of={data}
            keyOf={({ id }) => id}
            columns={[
              ['Event', ({ id, type }) => <Link to={`/events/${id}`}>{type}</Link>],
              ['Of', ({ resource_type: type, resource_id: id }) => <Resource type={type} id={id} />],
              ['When', ({ created_at: createdAt }) => <Moment at={createdAt} />],
            ]}
          />
          <Pager to="/events" query={query} next={next} />
        </>
      )}
    </RegisterPage>
  );
}

export function EventPage({ id, mayRedeliver }: { id: string; mayRedeliver: boolean }) {
  const answer = useAnswer(`/events/${id}`, eventSchema);
  const action = useAction();
  const redeliver = async () => {
    const isTold = await action.run(() => change(`/events/${id}/redeliver`, {}));
    if (isTold) answer.again();
  };
  return (
    <Answer of={answer}>
      {(event) => (
        <Stack>
          <PageHead title={event.type}>
            {mayRedeliver && (
              <Button variant="default" loading={action.isBusy} onClick={() => void redeliver()}>
                Redeliver to all who listen
              </Button>
            )}
          </PageHead>
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
