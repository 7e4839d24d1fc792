import { Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { change, useAnswer } from '../../api.js';
import { Answer, Nothing } from '../../parts/states.js';
import { Moment, Status } from '../../parts/words.js';
import { redirectUrisSchema } from '../answers.js';
import { Confirmed, Rows, SmallForm } from '../parts.js';

export function RedirectUrisPage({ mayPropose }: { mayPropose: boolean }) {
  const answer = useAnswer('/redirect-uris', redirectUrisSchema);
  const again = () => answer.state !== 'loading' && answer.again();
  return (
    <Stack>
      <Title order={1}>Redirect URIs</Title>
      <Text size="sm">
        Payers go back to registered addresses only, compared character for character. You ask for an address, and the
        platform decides: two pairs of eyes.
      </Text>
      <Answer of={answer}>
        {({ registered, proposals }) => (
          <>
            {registered.length === 0 ? (
              <Nothing>No address is registered.</Nothing>
            ) : (
              <Rows caption="Registered" names={['Address', 'Since']}>
                {registered.map(({ uri, created_at: since }) => (
                  <Table.Tr key={uri}>
                    <Table.Td className="id">{uri}</Table.Td>
                    <Table.Td>
                      <Moment at={since} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Rows>
            )}
            {proposals.length > 0 && (
              <Rows caption="Asked for, newest first" names={['Address', 'Status', 'Answer', 'Asked', 'Take back']}>
                {proposals.map(({ id, uri, status, reason, created_at: asked }) => (
                  <Table.Tr key={id}>
                    <Table.Td className="id">{uri}</Table.Td>
                    <Table.Td>
                      <Status of={status === 'proposed' ? 'waiting' : status} />
                    </Table.Td>
                    <Table.Td>{reason ?? '–'}</Table.Td>
                    <Table.Td>
                      <Moment at={asked} />
                    </Table.Td>
                    <Table.Td>
                      {status === 'proposed' && mayPropose && (
                        <Confirmed
                          label="Take back"
                          name={uri}
                          question="Nobody decides on it any more."
                          onConfirmed={async () => {
                            await change(`/redirect-uris/${id}/withdraw`, {});
                            again();
                          }}
                        />
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Rows>
            )}
          </>
        )}
      </Answer>
      {mayPropose && <Proposal onProposed={again} />}
    </Stack>
  );
}

function Proposal({ onProposed }: { onProposed(): void }) {
  const [uri, setUri] = useState('');
  const propose = async () => {
    await change('/redirect-uris', { uri: uri.trim() });
    setUri('');
    onProposed();
  };
  return (
    <SmallForm title="Ask for an address" button="Ask for it" onSubmit={propose}>
      <TextInput
        label="Address"
        description="https without a fragment; http for localhost only"
        value={uri}
        onChange={(event) => setUri(event.currentTarget.value)}
        required
        autoComplete="off"
      />
    </SmallForm>
  );
}
