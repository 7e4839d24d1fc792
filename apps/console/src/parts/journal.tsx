import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Moment } from './words.js';

export interface JournalEntry {
  number: number;
  at: string;
  by: string;
  title: string;
  text: string;
  below?: ReactNode;
}

/** What people wrote down one after another. None of it is ever changed. */
export function Journal({ name, entries }: { name: string; entries: JournalEntry[] }) {
  return (
    <ol className="timeline" aria-label={name}>
      {entries.map(({ number, at, by, title, text, below }) => (
        <li key={number}>
          <Text size="xs" className="quiet">
            <Moment at={at} /> · {by}
          </Text>
          <Text size="sm" fw={600}>
            {title}
          </Text>
          <Text size="sm" className="page-text">
            {text}
          </Text>
          {below}
        </li>
      ))}
    </ol>
  );
}
