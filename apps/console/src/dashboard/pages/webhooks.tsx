import { Stack, Table, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { post, useAnswer } from '../../api.js';
import { Answer, Nothing } from '../../parts/states.js';
import { Moment, Status } from '../../parts/words.js';
import { Link, navigate } from '../../router.js';
import { endpointsSchema, endpointWithSecretSchema } from '../answers.js';
import { Rows, ShownOnce, SmallForm } from '../parts.js';

export function WebhooksPage({ mayChange }: { mayChange: boolean }) {
  const endpoints = useAnswer('/endpoints', endpointsSchema);
  const [created, setCreated] = useState<{ id: string; secret: string }>();
  return (
    <Stack>
      <Title order={1}>Webhooks</Title>
      <Answer of={endpoints}>
        {({ data }) =>
          data.length === 0 ? (
            <Nothing>No endpoint yet. Without one, your servers are told nothing.</Nothing>
          ) : (
            <Rows caption="Webhook endpoints, newest first" names={['Address', 'Status', 'Events', 'Made']}>
              {data.map(({ id, url, status, event_types: types, created_at: createdAt }) => (
                <Table.Tr key={id}>
                  <Table.Td className="id">
                    <Link to={`/webhooks/${id}`}>{url}</Link>
                  </Table.Td>
                  <Table.Td>
                    <Status of={status} />
                  </Table.Td>
                  <Table.Td>{types.join(', ')}</Table.Td>
                  <Table.Td>
                    <Moment at={createdAt} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Rows>
          )
        }
      </Answer>
      {mayChange && <NewEndpoint onCreated={setCreated} />}
      {created && (
        <ShownOnce
          title="The signing secret"
          secret={created.secret}
          onDone={() => navigate(`/webhooks/${created.id}`)}
        />
      )}
    </Stack>
  );
}

function NewEndpoint({ onCreated }: { onCreated(created: { id: string; secret: string }): void }) {
  const [url, setUrl] = useState('');
  const [types, setTypes] = useState('*');
  const create = async () => {
    const body = { url: url.trim(), event_types: listOf(types) };
    onCreated(await post('/endpoints', body, endpointWithSecretSchema));
  };
  return (
    <SmallForm title="New endpoint" button="Add endpoint" onSubmit={create}>
      <TextInput
        label="Address"
        description="https, on the public internet"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
        required
        autoComplete="off"
      />
      <TextInput
        label="Events"
        description="*, payment.* or payment.executed; several with commas between them"
        value={types}
        onChange={(event) => setTypes(event.currentTarget.value)}
        required
        autoComplete="off"
      />
    </SmallForm>
  );
}

export function listOf(text: string): string[] {
  return text.split(',').flatMap((part) => part.trim() || []);
}
