import { Button, Group, NativeSelect, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { z } from 'zod';
import { change, post, useAnswer } from '../../api.js';
import { Facts } from '../../parts/facts.js';
import { Answer, Nothing } from '../../parts/states.js';
import { figure, Id, inWords, Moment, Status } from '../../parts/words.js';
import { Link, navigate } from '../../router.js';
import {
  deliveryPageSchema,
  type Endpoint,
  endpointSchema,
  endpointWithSecretSchema,
  type LoggedDelivery,
} from '../answers.js';
import { Confirmed, Refusal, Rows, Section, ShownOnce, SmallForm, useAction } from '../parts.js';
import { listOf } from './webhooks.js';

export function EndpointPage({
  id,
  mayChange,
  mayRedeliver,
}: {
  id: string;
  mayChange: boolean;
  mayRedeliver: boolean;
}) {
  const endpoint = useAnswer(`/endpoints/${id}`, endpointSchema);
  const again = () => endpoint.state !== 'loading' && endpoint.again();
  return (
    <Stack>
      <Answer of={endpoint}>
        {(one) => (
          <>
            <Title order={1}>{one.url}</Title>
            <Group gap="xs">
              <Status of={one.status} />
              <Id>{one.id}</Id>
            </Group>
            <Section title="How it stands">
              <Facts
                of={[
                  ['Events', one.event_types.join(', ')],
                  ['Description', one.description],
                  ['Disabled because', one.disabled_reason && disabledReasons[one.disabled_reason]],
                  ['Failing since', one.failing_since && <Moment at={one.failing_since} />],
                  ['Public key (Ed25519)', one.public_key && <Id key="key">{one.public_key}</Id>],
                  ['Old secret signs until', one.previous_secret_until && <Moment at={one.previous_secret_until} />],
                  ['Made', <Moment key="made" at={one.created_at} />],
                ]}
              />
            </Section>
            {mayChange && <Changes of={one} onChanged={again} />}
          </>
        )}
      </Answer>
      <Deliveries id={id} mayRedeliver={mayRedeliver} />
    </Stack>
  );
}

const redeliveredSchema = z.object({ deliveries: z.number(), has_more: z.boolean() });

const disabledReasons: Record<string, string> = {
  partner: 'you did',
  gone: 'the receiver answered 410, Gone',
  failing: 'it failed for days',
};

function Changes({ of: endpoint, onChanged }: { of: Endpoint; onChanged(): void }) {
  const { id, url, status } = endpoint;
  const [secret, setSecret] = useState<string>();
  const [said, setSaid] = useState('');
  const action = useAction();
  const test = () =>
    action.run(async () => {
      await post(`/endpoints/${id}/test`, {}, z.object({ event_id: z.string() }));
      setSaid('A test event is on its way. Look at the deliveries below.');
    });
  const turn = () =>
    action.run(async () => {
      await change(`/endpoints/${id}`, { status: status === 'enabled' ? 'disabled' : 'enabled' }, 'PATCH');
      onChanged();
    });
  return (
    <>
      <Group>
        <Button size="xs" onClick={() => void test()} disabled={status !== 'enabled'}>
          Send a test event
        </Button>
        <Button size="xs" variant="default" onClick={() => void turn()}>
          {status === 'enabled' ? 'Disable' : 'Enable'}
        </Button>
        <Confirmed
          label="Rotate secret"
          name={url}
          question="A new secret signs from now on. The old one signs along for 24 hours."
          onConfirmed={async () => {
            const rotated = await post(`/endpoints/${id}/rotate-secret`, {}, endpointWithSecretSchema);
            setSecret(rotated.secret);
          }}
        />
        <Confirmed
          label="Delete"
          name={url}
          question="Nothing is delivered to it any more."
          onConfirmed={async () => {
            await change(`/endpoints/${id}`, {}, 'DELETE');
            navigate('/webhooks');
          }}
        />
      </Group>
      <Refusal of={action} />
      <Text role="status" size="sm">
        {said}
      </Text>
      <Edit of={endpoint} onChanged={onChanged} />
      {secret && (
        <ShownOnce
          title="The new signing secret"
          secret={secret}
          onDone={() => {
            setSecret(undefined);
            onChanged();
          }}
        />
      )}
    </>
  );
}

function Edit({ of: endpoint, onChanged }: { of: Endpoint; onChanged(): void }) {
  const [url, setUrl] = useState(endpoint.url);
  const [types, setTypes] = useState(endpoint.event_types.join(', '));
  const [description, setDescription] = useState(endpoint.description ?? '');
  const save = async () => {
    const body = {
      ...(url.trim() === endpoint.url ? {} : { url: url.trim() }),
      event_types: listOf(types),
      description: description.trim() || null,
    };
    await change(`/endpoints/${endpoint.id}`, body, 'PATCH');
    onChanged();
  };
  return (
    <details>
      <summary>Edit</summary>
      <SmallForm title="Edit" button="Save" onSubmit={save}>
        <TextInput label="Address" value={url} onChange={(event) => setUrl(event.currentTarget.value)} required />
        <TextInput label="Events" value={types} onChange={(event) => setTypes(event.currentTarget.value)} required />
        <TextInput
          label="Description"
          value={description}
          maxLength={200}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
      </SmallForm>
    </details>
  );
}

function Deliveries({ id, mayRedeliver }: { id: string; mayRedeliver: boolean }) {
  const [status, setStatus] = useState('');
  const [before, setBefore] = useState<string>();
  const query = new URLSearchParams({ ...(status && { status }), ...(before && { before }) });
  const page = useAnswer(`/endpoints/${id}/deliveries?${query}`, deliveryPageSchema);
  const again = () => page.state !== 'loading' && page.again();
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
            {data.length === 0 ? (
              <Nothing>Nothing was delivered here.</Nothing>
            ) : (
              <Rows
                caption="Deliveries, newest first"
                names={['Event', 'Status', 'Tries', 'Last answer', 'When', ...(mayRedeliver ? ['Again'] : [])]}
                minWidth={760}
              >
                {data.map((delivery) => (
                  <DeliveryRow
                    key={delivery.id}
                    of={delivery}
                    endpointId={id}
                    mayRedeliver={mayRedeliver}
                    onTold={again}
                  />
                ))}
              </Rows>
            )}
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

function DeliveryRow({
  of: delivery,
  endpointId,
  mayRedeliver,
  onTold,
}: {
  of: LoggedDelivery;
  endpointId: string;
  mayRedeliver: boolean;
  onTold(): void;
}) {
  const { event_id: eventId, event_type: type, status, attempts, next_attempt_at: next } = delivery;
  const last = attempts.at(-1);
  const action = useAction();
  const redeliver = async () => {
    const body = { webhook_endpoint_id: endpointId };
    if (await action.run(() => change(`/events/${eventId}/redeliver`, body))) onTold();
  };
  return (
    <Table.Tr>
      <Table.Td>
        <Link to={`/events/${eventId}`}>{type}</Link>
      </Table.Td>
      <Table.Td>
        <Status of={status === 'dead' ? 'given up' : status} />
      </Table.Td>
      <Table.Td>{attempts.length}</Table.Td>
      <Table.Td>
        {last ? (
          <>
            {last.response_status ?? inWords(last.failure ?? 'none')}, {figure(last.duration_ms)} ms
            {last.response_excerpt && (
              <Text size="xs" className="quiet id" lineClamp={2}>
                {last.response_excerpt}
              </Text>
            )}
          </>
        ) : (
          'not tried yet'
        )}
      </Table.Td>
      <Table.Td>
        <Moment at={last?.attempted_at ?? delivery.created_at} />
        {next && status === 'pending' && attempts.length > 0 && (
          <Text size="xs" className="quiet">
            again <Moment at={next} />
          </Text>
        )}
      </Table.Td>
      {mayRedeliver && (
        <Table.Td>
          <Button size="xs" variant="default" loading={action.isBusy} onClick={() => void redeliver()}>
            Redeliver
          </Button>
          {action.error && (
            <Text size="xs" role="alert">
              {action.error}
            </Text>
          )}
        </Table.Td>
      )}
    </Table.Tr>
  );
}
