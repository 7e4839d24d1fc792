import { Stack, Text, TextInput } from '@mantine/core';
import { change, useAnswer } from '../../api.js';
import { ActionForm } from '../../parts/action-form.js';
import { DataTable } from '../../parts/data-table.js';
import { useFields } from '../../parts/fields.js';
import { RegisterPage } from '../../parts/register-page.js';
import { Moment, Status } from '../../parts/words.js';
import { redirectUrisSchema } from '../answers.js';
import { Confirmed } from '../parts.js';

export function RedirectUrisPage({ mayPropose }: { mayPropose: boolean }) {
  const answer = useAnswer('/redirect-uris', redirectUrisSchema);
  return (
    <Stack>
      <RegisterPage
        title="Redirect URIs"
        above={
          <Text size="sm">
            Payers go back to registered addresses only, compared character for character. You ask for an address, and
            the platform decides: two pairs of eyes.
          </Text>
        }
        of={answer}
      >
        {({ registered, proposals }) => (
          <>
            <DataTable
              caption="Registered"
              empty="No address is registered."
              of={registered}
              keyOf={({ uri }) => uri}
              columns={[
                ['Address', ({ uri }) => uri, 'id'],
                ['Since', ({ created_at: since }) => <Moment at={since} />],
              ]}
            />
            {proposals.length > 0 && (
              <DataTable
                caption="Asked for, newest first"
                empty="Nothing was asked for."
                of={proposals}
                keyOf={({ id }) => id}
                columns={[
                  ['Address', ({ uri }) => uri, 'id'],
                  ['Status', ({ status }) => <Status of={status === 'proposed' ? 'waiting' : status} />],
                  ['Answer', ({ reason }) => reason ?? '–'],
                  ['Asked', ({ created_at: asked }) => <Moment at={asked} />],
                  [
                    'Take back',
                    ({ id, uri, status }) =>
                      status === 'proposed' &&
                      mayPropose && (
                        <Confirmed
                          label="Take back"
                          name={uri}
                          question="Nobody decides on it any more."
                          onConfirmed={async () => {
                            await change(`/redirect-uris/${id}/withdraw`, {});
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
      {mayPropose && <Proposal onProposed={answer.again} />}
    </Stack>
  );
}

function Proposal({ onProposed }: { onProposed(): void }) {
  const { values, set, field } = useFields({ uri: '' });
  const propose = async () => {
    await change('/redirect-uris', { uri: values.uri.trim() });
    set('uri', '');
    onProposed();
  };
  return (
    <ActionForm title="Ask for an address" action="Ask for it" onSubmit={propose}>
      <TextInput
        label="Address"
        description="https without a fragment; http for localhost only"
        {...field('uri')}
        required
        autoComplete="off"
      />
    </ActionForm>
  );
}
