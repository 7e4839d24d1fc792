import { useCallback, useEffect, useState } from 'react';
import { z } from 'zod';

/** Something that the API refused, in its own words. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly requestId: string | undefined,
  ) {
    super(message);
  }
}

const problemSchema = z.object({
  detail: z.string(),
  request_id: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

/** What a request that is not a GET must bring along; told with the session. */
let formToken = '';
let onSignedOut: () => void = () => undefined;

export function keepFormToken(token: string): void {
  formToken = token;
}

export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback;
}

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(`${import.meta.env.BASE_URL}api${path}`, { ...init, credentials: 'same-origin' }).catch(
    () => undefined,
  );
  if (!answer) throw new ApiError(0, 'The server cannot be reached.', undefined);
  if (answer.ok) return answer;
  if (answer.status === 401) onSignedOut();
  const problem = problemSchema.safeParse(await answer.json().catch(() => undefined));
  const fields = problem.data?.errors
    ?.map(({ pointer, detail }) => `${pointer.slice(1).replaceAll(/[_/]/g, ' ')} ${detail}`)
    .join('; ');
  throw new ApiError(
    answer.status,
    fields ?? problem.data?.detail ?? 'Something went wrong.',
    problem.data?.request_id,
  );
}

export async function get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await (await send(path)).json());
}

export async function change(
  path: string,
  body: unknown,
  method = 'POST',
  signal: AbortSignal | null = null,
): Promise<Response> {
  return send(path, {
    method,
    signal,
    headers: { 'content-type': 'application/json', 'x-form-token': formToken },
    body: JSON.stringify(body),
  });
}

export async function post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await (await change(path, body)).json());
}

type Outcome<T> = { state: 'loading' } | { state: 'failed'; error: ApiError } | { state: 'ready'; data: T };

/** `again` asks anew, whatever came of it before. */
export type Loaded<T> = Outcome<T> & { again(): void };

/** What `path` answers, asked when the page shows and whenever `path` changes. */
export function useAnswer<T>(path: string, schema: z.ZodType<T>): Loaded<T> {
  return useLoaded(useCallback(() => get(path, schema), [path, schema]));
}

/** What comes of `ask`, which is called whenever it is another one: keep it by `useCallback`. */
export function useLoaded<T>(ask: () => Promise<T>): Loaded<T> {
  const [outcome, setOutcome] = useState<Outcome<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => {
    let isWanted = true;
    setOutcome({ state: 'loading' });
    ask().then(
      (data) => isWanted && setOutcome({ state: 'ready', data }),
      (error: unknown) => isWanted && setOutcome({ state: 'failed', error: asApiError(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [ask, round]);
  return { ...outcome, again };
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(0, 'The answer could not be understood. Reload the page.', undefined);
}
