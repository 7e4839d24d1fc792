import { Group, Paper, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A part of a page, under its own heading unless the page's is enough. */
export function Section({
  title,
  action,
  isLive = false,
  children,
}: {
  title?: string;
  /** Beside the heading: a button, or several. */
  action?: ReactNode;
  /** Who listens rather than looks is told when it changes. */
  isLive?: boolean;
  children: ReactNode;
}) {
  return (
    <Paper withBorder p="md" aria-live={isLive ? 'polite' : undefined}>
      {title !== undefined && (
        <Group justify="space-between" mb="sm">
          <Title order={2} size="h4">
            {title}
          </Title>
          {action}
        </Group>
      )}
      {children}
    </Paper>
  );
}
