import { Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { change, useAnswer } from '../../api.js';
import { Answer } from '../../parts/states.js';
import { Moment } from '../../parts/words.js';
import { passkeysSchema } from '../answers.js';
import { Confirmed, Rows, SmallForm } from '../parts.js';
import { addPasskey } from '../passkeys.js';

export function PasskeysPage() {
  const answer = useAnswer('/passkeys', passkeysSchema);
  const [name, setName] = useState('');
  const again = () => answer.state !== 'loading' && answer.again();
  const add = async () => {
    await addPasskey(name.trim());
    setName('');
    again();
  };
  return (
    <Stack>
      <Title order={1}>Your passkeys</Title>
      <Text size="sm">With a second one, on another device, you get in when the first is lost.</Text>
      <Answer of={answer}>
        {({ data }) => (
          <Rows caption="Newest first" names={['Name', 'Last used', 'Made', 'Remove']}>
            {data.map(({ id, name: own, last_used_at: usedAt, created_at: madeAt }) => (
              <Table.Tr key={id}>
                <Table.Td>{own}</Table.Td>
                <Table.Td>
                  <Moment at={usedAt} />
                </Table.Td>
                <Table.Td>
                  <Moment at={madeAt} />
                </Table.Td>
                <Table.Td>
                  <Confirmed
                    label="Remove"
                    name={own}
                    question="It lets you in no more, and what it signed in is signed out."
                    onConfirmed={async () => {
                      await change(`/passkeys/${id}`, {}, 'DELETE');
                      again();
                    }}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Rows>
        )}
      </Answer>
      <SmallForm title="Add a passkey" button="Add it" onSubmit={add}>
        <TextInput
          label="Name"
          description="Of the device, for example"
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          autoComplete="off"
        />
      </SmallForm>
    </Stack>
  );
}
