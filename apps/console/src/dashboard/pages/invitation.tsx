import { Button, Center, Paper, Stack, Text, Title } from '@mantine/core';
import { useCallback, useState } from 'react';
import { post, useLoaded } from '../../api.js';
import { Refusal, useAction } from '../../parts/action.js';
import { Answer } from '../../parts/states.js';
import { Moment } from '../../parts/words.js';
import { invitationSchema } from '../answers.js';
import { acceptInvitation } from '../passkeys.js';

/** The token is behind the number sign of the link: no server and no log on the way has seen it. */
export function InvitationPage({ onSignedIn }: { onSignedIn(): void }) {
  const [token] = useState(() => window.location.hash.slice(1));
  const invitation = useLoaded(useCallback(() => post('/invitations/look', { token }, invitationSchema), [token]));
  const action = useAction();
  const accept = async () => {
    if (await action.run(() => acceptInvitation(token))) onSignedIn();
  };
  return (
    <Center component="main" mih="80vh" p="md">
      <Paper withBorder p="xl" maw={460}>
        <Stack>
          <Title order={1}>Invitation</Title>
          <Answer of={invitation}>
            {({ partner, name, role, expires_at: expiresAt }) => (
              <>
                <Text>
                  {name}, you are invited to the dashboard of <b>{partner}</b> as {role}.
                </Text>
                <Text size="sm">
                  Your device makes a passkey for you. There is no password. The link is good once, until{' '}
                  <Moment at={expiresAt} />.
                </Text>
                <Refusal of={action} />
                <Button loading={action.isBusy} onClick={() => void accept()}>
                  Make a passkey and sign in
                </Button>
              </>
            )}
          </Answer>
        </Stack>
      </Paper>
    </Center>
  );
}
