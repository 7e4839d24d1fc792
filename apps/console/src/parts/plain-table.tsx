import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

/** A table that scrolls by itself where the page is narrow. */
export function PlainTable({
  name,
  caption,
  heads,
  children,
}: {
  name: string;
  caption?: string;
  heads: string[];
  children: ReactNode;
}) {
  return (
    <Table.ScrollContainer type="native" minWidth={heads.length * 150} tabIndex={0} role="region" aria-label={name}>
      <Table>
        {caption !== undefined && <Table.Caption>{caption}</Table.Caption>}
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th key={head} scope="col">
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
