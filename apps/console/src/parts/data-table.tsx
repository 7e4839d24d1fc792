import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { Nothing } from './states.js';

/** A head and what stands below it. Figures stand at the right, amounts on one line, ids may break anywhere. */
export type Column<T> = [head: string, cell: (row: T) => ReactNode, as?: 'figure' | 'amount' | 'id'];

/** A table that scrolls by itself where the page is narrow. */
export function DataTable<T>({
  name,
  caption,
  of,
  keyOf,
  empty,
  columns,
}: {
  /** For who listens; the caption when there is none. */
  name?: string;
  caption?: string;
  of: T[];
  keyOf(row: T, index: number): string | number;
  /** What is said instead of a table without rows. */
  empty: string;
  columns: Column<T>[];
}) {
  if (of.length === 0) return <Nothing>{empty}</Nothing>;
  return (
    <Table.ScrollContainer
      type="native"
      minWidth={columns.length * columnWidth}
      // What scrolls sideways is reached by keyboard, too.
      tabIndex={0}
      role="region"
      aria-label={name ?? caption}
    >
      <Table verticalSpacing="xs" highlightOnHover>
        {caption !== undefined && <Table.Caption>{caption}</Table.Caption>}
        <Table.Thead>
          <Table.Tr>
            {columns.map(([head, , as]) => (
              <Table.Th key={head} scope="col" className={as}>
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {of.map((row, index) => (
            <Table.Tr key={keyOf(row, index)}>
              {columns.map(([head, cell, as]) => (
                <Table.Td key={head} className={as}>
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Narrower, and every cell breaks into three lines. */
const columnWidth = 120;
