import { Alert } from '@mantine/core';
import { useState } from 'react';
import { asApiError } from '../api.js';

export interface Action {
  isBusy: boolean;
  error: string | undefined;
  /** @returns whether it went well */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** Something that is sent, with what became of it. */
export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
      return true;
    } catch (failure) {
      setError(asApiError(failure).message);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, error, run };
}

export function Refusal({ of }: { of: Action }) {
  if (of.error === undefined) return null;
  return (
    <Alert color="red" variant="outline" role="alert">
      {of.error}
    </Alert>
  );
}
