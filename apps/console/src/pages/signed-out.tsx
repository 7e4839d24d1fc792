import { Alert, Button, Center, Paper, Stack, Text, Title } from '@mantine/core';

const refusals: Record<string, string> = {
  attempt_unknown: 'This sign-in took too long, or came back twice. Try once more.',
  provider_refused: 'The provider did not let you in.',
  answer_invalid: 'The provider’s answer did not hold.',
  second_factor_missing: 'Sign in with a second factor.',
  role_missing: 'You have no role here. Ask whoever hands out roles.',
  too_many_tries: 'Too many sign-ins from your address. Wait a minute, then try once more.',
  provider_unavailable: 'The provider cannot be reached. Try again in a moment.',
};

export function SignedOutPage({ reason, returnTo }: { reason: string | null; returnTo: string }) {
  const refusal = reason === null ? undefined : (refusals[reason] ?? 'The sign-in was refused.');
  return (
    <Center component="main" mih="80vh" p="md">
      <Paper withBorder p="xl" maw={420}>
        <Stack>
          <Title order={1}>Sluis console</Title>
          {refusal && (
            <Alert color="red" variant="outline" role="alert">
              {refusal}
            </Alert>
          )}
          <Text>Payments, consents and who looked at them. Everything you look at is recorded.</Text>
          <Button component="a" href={`/console/sign-in?return_to=${encodeURIComponent(returnTo)}`}>
            Sign in
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
}
