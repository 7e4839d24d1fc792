import { useState } from 'react';
import { inWords } from './words.js';

interface Change {
  currentTarget: { value: string };
}

/** The texts of a form. `field('name')` goes into an input: `<TextInput label="Name" {...field('name')} />`. */
export function useFields<Name extends string>(initial: Record<Name, string>) {
  const [values, setValues] = useState(initial);
  const set = (name: Name, value: string) => setValues((before) => ({ ...before, [name]: value }));
  const field = (name: Name) => ({
    value: values[name],
    onChange: (event: Change) => set(name, event.currentTarget.value),
  });
  return { values, set, field };
}

/** What was left empty is not sent. */
export function filledIn(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));
}

/** Choices of a select, told in words. */
export function choicesOf(codes: readonly string[]): { value: string; label: string }[] {
  return codes.map((value) => ({ value, label: inWords(value) }));
}

export function todayInUtc(): string {
  return new Date().toISOString().slice(0, 10);
}
