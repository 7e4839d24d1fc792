import { NativeSelect, Stack, Table, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { change, post, useAnswer } from '../../api.js';
import { Answer } from '../../parts/states.js';
import { Moment } from '../../parts/words.js';
import { newInvitationSchema, peopleSchema } from '../answers.js';
import { Confirmed, Rows, ShownOnce, SmallForm } from '../parts.js';

const roles = [
  { value: 'viewer', label: 'viewer: sees, masked' },
  { value: 'developer', label: 'developer: webhooks and test keys, too' },
  { value: 'owner', label: 'owner: everything' },
];

export function PeoplePage() {
  const answer = useAnswer('/people', peopleSchema);
  const [link, setLink] = useState<string>();
  const again = () => answer.state !== 'loading' && answer.again();
  return (
    <Stack>
      <Title order={1}>People</Title>
      <Answer of={answer}>
        {({ people, invitations }) => (
          <>
            <Rows caption="Who may sign in" names={['Name', 'Role', 'Last signed in', 'Since', 'Remove']}>
              {people.map(({ id, name, role, last_signed_in_at: lastAt, created_at: since }) => (
                <Table.Tr key={id}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td>{role}</Table.Td>
                  <Table.Td>
                    <Moment at={lastAt} />
                  </Table.Td>
                  <Table.Td>
                    <Moment at={since} />
                  </Table.Td>
                  <Table.Td>
                    <Confirmed
                      label="Remove"
                      name={name}
                      question={`${name} is signed out at once and cannot come back without an invitation.`}
                      onConfirmed={async () => {
                        await change(`/people/${id}`, {}, 'DELETE');
                        again();
                      }}
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Rows>
            {invitations.length > 0 && (
              <Rows caption="Invited" names={['Name', 'Role', 'Until', 'Withdraw']}>
                {invitations.map(({ id, name, role, expires_at: until }) => (
                  <Table.Tr key={id}>
                    <Table.Td>{name}</Table.Td>
                    <Table.Td>{role}</Table.Td>
                    <Table.Td>
                      <Moment at={until} />
                    </Table.Td>
                    <Table.Td>
                      <Confirmed
                        label="Withdraw"
                        name={name}
                        question="The link stops working."
                        onConfirmed={async () => {
                          await change(`/invitations/${id}/withdraw`, {});
                          again();
                        }}
                      />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Rows>
            )}
          </>
        )}
      </Answer>
      <Invite
        onInvited={(made) => {
          setLink(made);
          again();
        }}
      />
      {link && (
        <ShownOnce
          title="The link, good once: hand it over in person or in a message only they read"
          secret={link}
          onDone={() => setLink(undefined)}
        />
      )}
    </Stack>
  );
}

function Invite({ onInvited }: { onInvited(link: string): void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState('viewer');
  const invite = async () => {
    const { link } = await post('/people/invite', { name: name.trim(), role }, newInvitationSchema);
    setName('');
    onInvited(link);
  };
  return (
    <SmallForm title="Invite somebody" button="Make the link" onSubmit={invite}>
      <TextInput
        label="Name"
        value={name}
        maxLength={60}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        autoComplete="off"
      />
      <NativeSelect label="Role" data={roles} value={role} onChange={(event) => setRole(event.currentTarget.value)} />
    </SmallForm>
  );
}
