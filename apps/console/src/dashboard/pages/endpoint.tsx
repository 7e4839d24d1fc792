import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { z } from 'zod';
import { change, post, useAnswer } from '../../api.js';
import { ActionForm } from '../../parts/action-form.js';
import { Refusal, useAction } from '../../parts/action.js';
import { Facts } from '../../parts/facts.js';
import { useFields } from '../../parts/fields.js';
import { PageHead } from '../../parts/page-head.js';
import { Section } from '../../parts/section.js';
import { Answer } from '../../parts/states.js';
import { Id, Moment, StatusAndId } from '../../parts/words.js';
import { navigate } from '../../router.js';
import { type Endpoint, endpointSchema, endpointWithSecretSchema } from '../answers.js';
import { Deliveries } from '../deliveries.js';
import { Confirmed, ShownOnce } from '../parts.js';
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
  return (
    <Stack>
      <Answer of={endpoint}>
        {(one) => (
          <>
            <PageHead title={one.url} standing={<StatusAndId status={one.status} id={one.id} />} />
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
            {mayChange && <Changes of={one} onChanged={endpoint.again} />}
          </>
        )}
      </Answer>
      <Deliveries id={id} mayRedeliver={mayRedeliver} />
    </Stack>
  );
}

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
  const { values, field } = useFields({
    url: endpoint.url,
    types: endpoint.event_types.join(', '),
    description: endpoint.description ?? '',
  });
  const save = async () => {
    const url = values.url.trim();
    const body = {
      ...(url === endpoint.url ? {} : { url }),
      event_types: listOf(values.types),
      description: values.description.trim() || null,
    };
    await change(`/endpoints/${endpoint.id}`, body, 'PATCH');
    onChanged();
  };
  return (
    <details>
      <summary>Edit</summary>
      <ActionForm title="Edit" action="Save" onSubmit={save}>
        <TextInput label="Address" {...field('url')} required />
        <TextInput label="Events" {...field('types')} required />
        <TextInput label="Description" {...field('description')} maxLength={200} />
      </ActionForm>
    </details>
  );
}
