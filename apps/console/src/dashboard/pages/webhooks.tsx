import { Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { post, useAnswer } from '../../api.js';
import { ActionForm } from '../../parts/action-form.js';
import { DataTable } from '../../parts/data-table.js';
import { useFields } from '../../parts/fields.js';
import { RegisterPage } from '../../parts/register-page.js';
import { Moment, Status } from '../../parts/words.js';
import { Link, navigate } from '../../router.js';
import { endpointsSchema, endpointWithSecretSchema } from '../answers.js';
import { ShownOnce } from '../parts.js';

export function WebhooksPage({ mayChange }: { mayChange: boolean }) {
  const endpoints = useAnswer('/endpoints', endpointsSchema);
  const [created, setCreated] = useState<{ id: string; secret: string }>();
  return (
    <Stack>
      <RegisterPage title="Webhooks" of={endpoints}>
        {({ data }) => (
          <DataTable
            caption="Webhook endpoints, newest first"
            empty="No endpoint yet. Without one, your servers are told nothing."
            of={data}
            keyOf={({ id }) => id}
            columns={[
              ['Address', ({ id, url }) => <Link to={`/webhooks/${id}`}>{url}</Link>, 'id'],
              ['Status', ({ status }) => <Status of={status} />],
              ['Events', ({ event_types: types }) => types.join(', ')],
              ['Made', ({ created_at: at }) => <Moment at={at} />],
            ]}
          />
        )}
      </RegisterPage>
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
  const { values, field } = useFields({ url: '', types: '*' });
  const create = async () => {
    const body = { url: values.url.trim(), event_types: listOf(values.types) };
    onCreated(await post('/endpoints', body, endpointWithSecretSchema));
  };
  return (
    <ActionForm title="New endpoint" action="Add endpoint" onSubmit={create}>
      <TextInput
        label="Address"
        description="https, on the public internet"
        {...field('url')}
        required
        autoComplete="off"
      />
      <TextInput
        label="Events"
        description="*, payment.* or payment.executed; several with commas between them"
        {...field('types')}
        required
        autoComplete="off"
      />
    </ActionForm>
  );
}

export function listOf(text: string): string[] {
  return text.split(',').flatMap((part) => part.trim() || []);
}
