import { Group, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** What a page is about, how that stands, and at its side what can be done. */
export function PageHead({
  title,
  standing,
  children,
}: {
  title: ReactNode;
  standing?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <Group justify="space-between" align="start">
      <Stack gap={4}>
        <Title order={1}>{title}</Title>
        {standing && <Group gap="xs">{standing}</Group>}
      </Stack>
      {children && (
        <Group gap="xs" align="start">
          {children}
        </Group>
      )}
    </Group>
  );
}
