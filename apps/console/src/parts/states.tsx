import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Loaded } from '../api.js';

/** One of three: still loading, failed with a way to try again, or the thing itself. */
export function Answer<T>({ of, children }: { of: Loaded<T>; children: (data: T) => ReactNode }) {
  if (of.state === 'loading') {
    return (
      <Stack aria-busy="true" aria-label="Loading" role="status">
        <Skeleton height={28} width="40%" />
        <Skeleton height={90} />
        <Skeleton height={90} />
      </Stack>
    );
  }
  if (of.state === 'failed') {
    const { status, message, requestId } = of.error;
    return (
      <Alert
        color="red"
        variant="outline"
        title={status === 404 ? 'There is nothing here' : 'This did not work'}
        role="alert"
      >
        <Text size="sm">{message}</Text>
        {requestId && (
          <Text size="xs" mt={4}>
            Request {requestId}
          </Text>
        )}
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={of.again}>
            Try again
          </Button>
        </Group>
      </Alert>
    );
  }
  return <>{children(of.data)}</>;
}

export function Nothing({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" ta="center" py="md" className="quiet">
      {children}
    </Text>
  );
}
