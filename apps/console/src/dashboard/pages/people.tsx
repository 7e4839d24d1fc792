import { NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { change, post, useAnswer } from '../../api.js';
import { ActionForm } from '../../parts/action-form.js';
import { DataTable } from '../../parts/data-table.js';
import { useFields } from '../../parts/fields.js';
import { RegisterPage } from '../../parts/register-page.js';
import { Moment } from '../../parts/words.js';
import { newInvitationSchema, peopleSchema } from '../answers.js';
import { Confirmed, ShownOnce } from '../parts.js';

const roles = [
  { value: 'viewer', label: 'viewer: sees, masked' },
  { value: 'developer', label: 'developer: webhooks and test keys, too' },
  { value: 'owner', label: 'owner: everything' },
];

export function PeoplePage() {
  const answer = useAnswer('/people', peopleSchema);
  const [link, setLink] = useState<string>();
  return (
    <Stack>
      <RegisterPage title="People" of={answer}>
        {({ people, invitations }) => (
          <>
            <DataTable
              caption="Who may sign in"
              empty="Nobody may sign in."
              of={people}
              keyOf={({ id }) => id}
              columns={[
                ['Name', ({ name }) => name],
                ['Role', ({ role }) => role],
                ['Last signed in', ({ last_signed_in_at: lastAt }) => <Moment at={lastAt} />],
                ['Since', ({ created_at: since }) => <Moment at={since} />],
                [
                  'Remove',
                  ({ id, name }) => (
                    <Confirmed
                      label="Remove"
                      name={name}
                      question={`${name} is signed out at once and cannot come back without an invitation.`}
                      onConfirmed={async () => {
                        await change(`/people/${id}`, {}, 'DELETE');
                        answer.again();
                      }}
                    />
                  ),
                ],
              ]}
            />
            {invitations.length > 0 && (
              <DataTable
                caption="Invited"
                empty="Nobody is invited."
                of={invitations}
                keyOf={({ id }) => id}
                columns={[
                  ['Name', ({ name }) => name],
                  ['Role', ({ role }) => role],
                  ['Until', ({ expires_at: until }) => <Moment at={until} />],
                  [
                    'Withdraw',
                    ({ id, name }) => (
                      <Confirmed
                        label="Withdraw"
                        name={name}
                        question="The link stops working."
                        onConfirmed={async () => {
                          await change(`/invitations/${id}/withdraw`, {});
                          answer.again();
                        }}
                      />
                    ),
                  ],
                ]}
              />
            )}
          </>
        )}
      </RegisterPage>
      <Invite
        onInvited={(made) => {
          setLink(made);
          answer.again();
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
  const { values, set, field } = useFields({ name: '', role: 'viewer' });
  const invite = async () => {
    const { link } = await post('/people/invite', { name: values.name.trim(), role: values.role }, newInvitationSchema);
    set('name', '');
    onInvited(link);
  };
  return (
    <ActionForm title="Invite somebody" action="Make the link" onSubmit={invite}>
      <TextInput label="Name" {...field('name')} maxLength={60} required autoComplete="off" />
      <NativeSelect label="Role" data={roles} {...field('role')} />
    </ActionForm>
  );
}
