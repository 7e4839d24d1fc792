import { Button, Center, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { z } from 'zod';
import { asApiError, type Loaded, post } from '../../api.js';
import { Answer } from '../../parts/states.js';
import { Moment } from '../../parts/words.js';
import { invitationSchema } from '../answers.js';
import { Refusal, useAction } from '../parts.js';
import { acceptInvitation } from '../passkeys.js';

/** The token is behind the number sign of the link: no server and no log on the way has seen it. */
export function InvitationPage({ onSignedIn }: { onSignedIn(): void }) {
  const [token] = useState(() => window.location.hash.slice(1));
  const [loaded, setLoaded] = useState<Loaded<z.output<typeof invitationSchema>>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  const action = useAction();
  useEffect(() => {
    const again = () => setRound((count) => count + 1);
    post('/invitations/look', { token }, invitationSchema).then(
      (data) => setLoaded({ state: 'ready', data, again }),
      (error: unknown) => setLoaded({ state: 'failed', error: asApiError(error), again }),
    );
  }, [token, round]);
  const accept = async () => {
    if (await action.run(() => acceptInvitation(token))) onSignedIn();
  };
  return (
    <Center component="main" mih="80vh" p="md">
      <Paper withBorder p="xl" maw={460}>
        <Stack>
          <Title order={1}>Invitation</Title>
          <Answer of={loaded}>
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
