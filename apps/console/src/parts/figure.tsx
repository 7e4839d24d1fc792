import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** One figure of an overview. */
export function Figure({ name, value, note }: { name: string; value: string; note?: ReactNode }) {
  return (
    <Paper withBorder p="md">
      <Text size="xs" className="quiet">
        {name}
      </Text>
      <Text size="xl" fw={600}>
        {value}
      </Text>
      <Text size="xs" className="quiet" component="div">
        {note ?? '\u00a0'}
      </Text>
    </Paper>
  );
}
