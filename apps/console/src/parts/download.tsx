import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';

/** A file that the console's API answers. */
export function Download({ path, children }: { path: string; children: ReactNode }) {
  return (
    <Anchor href={`${import.meta.env.BASE_URL}api${path}`} inherit underline="always" download>
      {children}
    </Anchor>
  );
}
