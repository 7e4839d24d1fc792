export interface Finding {
  /** `bad` keeps it from working; `note` is worth knowing. */
  verdict: 'good' | 'note' | 'bad';
  /** What was seen, and behind a semicolon what to do about it. */
  text: string;
}

/** @returns what the check found, or that it could not be made */
export async function checked(what: string, check: () => Promise<Finding> | Finding, remedy: string): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    return { verdict: 'bad', text: `${what}: ${reasonOf(error)}; ${remedy}` };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What fetch says of itself is "fetch failed"; the cause says why. Several addresses of one name have a cause each.
  const cause = error.cause ?? (error instanceof AggregateError ? error.errors[0] : undefined);
  if (cause instanceof Error) return reasonOf(cause);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
