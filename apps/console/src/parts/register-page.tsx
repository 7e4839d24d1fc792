import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Loaded } from '../api.js';
import { useLocation } from '../router.js';
import { PageHead } from './page-head.js';
import { PlaceLinks } from './place-links.js';
import { Answer } from './states.js';
import { inWords } from './words.js';

/** The page of a register: its name, what can be entered, which of its lists is shown, and what stands in that. */
export function RegisterPage<T>({
  title,
  action,
  above,
  of,
  children,
}: {
  title: string;
  action?: ReactNode;
  /** Between the name and what is asked for: links to lists, or a word about them. */
  above?: ReactNode;
  of: Loaded<T>;
  children(data: T): ReactNode;
}) {
  return (
    <Stack>
      <PageHead title={title}>{action}</PageHead>
      {above}
      <Answer of={of}>{children}</Answer>
    </Stack>
  );
}

/** Which of the `lists` of a register the address asks for, the first when it does not say; and links to all of them. */
export function useLists(name: string, to: string, lists: [string, ...string[]]): { list: string; links: ReactNode } {
  const list = useLocation().query.get('list') ?? lists[0];
  const places = lists.map((one) => ({ to: `${to}?list=${one}`, name: inWords(one) }));
  return { list, links: <PlaceLinks name={name} places={places} at={`${to}?list=${list}`} /> };
}
