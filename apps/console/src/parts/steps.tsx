import { Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { change } from '../api.js';

export interface Steps {
  /** Sends a step with what was written about it. */
  take(step: object): Promise<void>;
  /** Where that is written. */
  words(label: string): ReactNode;
}

/** The steps of one case: whichever is taken, somebody writes about it, and what was written stays when it is refused. */
export function useSteps(path: string, onTaken: () => void): Steps {
  const [text, setText] = useState('');
  return {
    take: async (step) => {
      await change(path, { ...step, text });
      setText('');
      onTaken();
    },
    words: (label) => <KeptText label={label} value={text} onChange={(event) => setText(event.currentTarget.value)} />,
  };
}

/** What people write of a case. */
export function KeptText(field: {
  label: string;
  value: string;
  onChange(event: { currentTarget: { value: string } }): void;
}) {
  return <Textarea {...field} description="Kept encrypted" required autosize minRows={2} />;
}
