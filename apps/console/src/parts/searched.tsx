import { Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useCallback, useSyncExternalStore } from 'react';
import type { z } from 'zod';
import { post, useLoaded } from '../api.js';
import { asked, type Question } from './asked.js';
import { Answer, Nothing } from './states.js';

interface Searched<T> {
  /** What may be typed. */
  hint: string;
  schema: z.ZodType<T>;
  children(result: T): ReactNode;
}

/** What was typed last, and what came of it. */
export function SearchedPage<T>({ hint, ...searched }: Searched<T>) {
  const question = useSyncExternalStore(asked.subscribe, asked.read);
  return (
    <Stack>
      <Title order={1}>Search</Title>
      {question.text === '' ? <Nothing>{hint}</Nothing> : <Results question={question} {...searched} />}
    </Stack>
  );
}

function Results<T>({ question, schema, children }: { question: Question } & Omit<Searched<T>, 'hint'>) {
  const ask = useCallback(() => post('/search', { query: question.text }, schema), [question, schema]);
  return <Answer of={useLoaded(ask)}>{(result) => <Stack>{children(result)}</Stack>}</Answer>;
}

const understood: Record<string, string> = { id: 'an id', iban: 'an IBAN', day: 'a day' };

export function Understood({ as: kind, text, count }: { as: string; text: string; count: number }) {
  return (
    <Text role="status" size="sm" className="quiet">
      Understood as {kind === 'text' ? text : (understood[kind] ?? kind)}.{' '}
      {count === 0 ? 'Nothing was found.' : `${count} found.`}
    </Text>
  );
}
