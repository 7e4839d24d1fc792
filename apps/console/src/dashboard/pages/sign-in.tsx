import { Button, Center, Paper, Stack, Text, Title } from '@mantine/core';
import { Refusal, useAction } from '../../parts/action.js';
import { signIn } from '../passkeys.js';

export function SignInPage({ onSignedIn }: { onSignedIn(): void }) {
  const action = useAction();
  const submit = async () => {
    if (await action.run(signIn)) onSignedIn();
  };
  return (
    <Center component="main" mih="80vh" p="md">
      <Paper withBorder p="xl" maw={420}>
        <Stack>
          <Title order={1}>Sluis dashboard</Title>
          <Text>Your payments, keys and webhooks. You sign in with a passkey.</Text>
          <Refusal of={action} />
          <Button loading={action.isBusy} onClick={() => void submit()}>
            Sign in with a passkey
          </Button>
          <Text size="sm" className="quiet">
            No passkey yet, or lost it? Ask an owner of your company for an invitation.
          </Text>
        </Stack>
      </Paper>
    </Center>
  );
}
