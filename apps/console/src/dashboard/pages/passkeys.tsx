import { Stack, Text, TextInput, Title } from '@mantine/core';
import { change, useAnswer } from '../../api.js';
import { ActionForm } from '../../parts/action-form.js';
import { DataTable } from '../../parts/data-table.js';
import { useFields } from '../../parts/fields.js';
import { Answer } from '../../parts/states.js';
import { Moment } from '../../parts/words.js';
import { passkeysSchema } from '../answers.js';
import { Confirmed } from '../parts.js';
import { addPasskey } from '../passkeys.js';

export function PasskeysPage() {
  const answer = useAnswer('/passkeys', passkeysSchema);
  const { values, set, field } = useFields({ name: '' });
  const add = async () => {
    await addPasskey(values.name.trim());
    set('name', '');
    answer.again();
  };
  return (
    <Stack>
      <Title order={1}>Your passkeys</Title>
      <Text size="sm">With a second one, on another device, you get in when the first is lost.</Text>
      <Answer of={answer}>
        {({ data }) => (
          <DataTable
            caption="Newest first"
            empty="You have no passkey."
            of={data}
            keyOf={({ id }) => id}
            columns={[
              ['Name', (passkey) => passkey.name],
              ['Last used', ({ last_used_at: usedAt }) => <Moment at={usedAt} />],
              ['Made', ({ created_at: madeAt }) => <Moment at={madeAt} />],
              [
                'Remove',
                (passkey) => (
                  <Confirmed
                    label="Remove"
                    name={passkey.name}
                    question="It lets you in no more, and what it signed in is signed out."
                    onConfirmed={async () => {
                      await change(`/passkeys/${passkey.id}`, {}, 'DELETE');
                      answer.again();
                    }}
                  />
                ),
              ],
            ]}
          />
        )}
      </Answer>
      <ActionForm title="Add a passkey" action="Add it" onSubmit={add}>
        <TextInput
          label="Name"
          description="Of the device, for example"
          {...field('name')}
          maxLength={60}
          required
          autoComplete="off"
        />
      </ActionForm>
    </Stack>
  );
}
