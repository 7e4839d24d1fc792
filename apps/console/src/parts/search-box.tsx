import { Button, Group, Kbd, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { type FormEvent, useRef, useState } from 'react';
import { navigate } from '../router.js';
import { asked } from './asked.js';

/** The one box. What is typed can be personal, so it goes in a body, never into an address. */
export function SearchBox({ placeholder }: { placeholder: string }) {
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => input.current?.focus()]]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    asked.ask(text.trim());
    navigate('/search');
  };
  return (
    <form role="search" onSubmit={submit} className="search">
      <Group gap="xs" wrap="nowrap">
        <TextInput
          ref={input}
          aria-label="Search"
          placeholder={placeholder}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          rightSection={<Kbd aria-hidden="true">/</Kbd>}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          flex={1}
        />
        <Button type="submit">Search</Button>
      </Group>
    </form>
  );
}
