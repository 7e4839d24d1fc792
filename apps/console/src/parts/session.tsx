import { useCallback, useEffect, useState } from 'react';
import type { z } from 'zod';
import { type ApiError, asApiError, get, keepFormToken, whenSignedOut } from '../api.js';
import { Answer } from './states.js';

export type Known<S> =
  { state: 'asking' } | { state: 'in'; session: S } | { state: 'out' } | { state: 'failed'; error: ApiError };

/** Who is signed in, until the API says that nobody is. `isAsked` is false where nobody needs to be. */
export function useSession<S extends { form_token: string }>(schema: z.ZodType<S>, isAsked = true) {
  const [known, setKnown] = useState<Known<S>>({ state: 'asking' });
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((count) => count + 1), []);
  const leave = useCallback(() => setKnown({ state: 'out' }), []);
  useEffect(() => {
    whenSignedOut(leave);
    const ask = async () => {
      try {
        const session = await get('/session', schema);
        keepFormToken(session.form_token);
        setKnown({ state: 'in', session });
      } catch (error) {
        const failure = asApiError(error);
        if (failure.status !== 401) setKnown({ state: 'failed', error: failure });
      }
    };
    if (isAsked) void ask();
  }, [schema, round, isAsked, leave]);
  return { known, again, leave };
}

const loading = { state: 'loading' } as const;

/** What is shown before it is known who is there. */
export function NotKnownYet({ known, again }: { known: Known<unknown>; again(): void }) {
  return (
    <main className="bare">
      <Answer of={{ ...(known.state === 'failed' ? known : loading), again }}>{() => null}</Answer>
    </main>
  );
}
