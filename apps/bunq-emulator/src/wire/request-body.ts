import { z } from 'zod';
import { parseCents } from '../bank/cents.js';
import { invalid } from '../bank/refusal.js';

/** A currency amount above zero, as cents. */
export const positiveAmount = z
  .object({ value: z.union([z.string(), z.number()]), currency: z.string() })
  .transform(({ value, currency }, context) => {
    const amount = parseCents(String(value));
    if (currency !== 'EUR')
      context.addIssue({ code: 'custom', message: `The currency "${currency}" is not supported.` });
    if (amount === undefined) context.addIssue({ code: 'custom', message: `"${value}" is not a valid amount.` });
    else if (amount <= 0n) context.addIssue({ code: 'custom', message: 'The amount must be more than 0.00.' });
    return amount ?? 0n;
  });

export const pointer = z.object({
  type: z.string(),
  value: z.string(),
  name: z.string().nullish(),
  service: z.string().nullish(),
});

/** Browsers are sent there, so nothing but http and https will do. */
export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:\/\//i.test(url);
}

/**
 * Checks a request body and complains in bunq's words.
 *
 * @throws Refusal 400 `Superfluous field "x".`, `Missing field "x".`, `Invalid type for field "x" (expected …).`
 */
export function parseRequestBody<T extends z.ZodObject>(
  schema: T,
  body: unknown,
  { rejectSuperfluous }: { rejectSuperfluous: boolean },
): z.infer<T> {
  // Clients send nothing, `{}` or `[]` where there is nothing to say.
  const fields = body === undefined || (Array.isArray(body) && body.length === 0) ? {} : body;
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw invalid('The request body must be a JSON object.');
  }
  if (rejectSuperfluous) {
    const superfluous = Object.keys(fields).find((name) => !Object.hasOwn(schema.shape, name));
    if (superfluous !== undefined) throw invalid(`Superfluous field "${superfluous}".`);
  }
  const parsed = schema.safeParse(fields, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalid(complaintOf(parsed.error));
}

/** @throws Refusal 400 for what is not JSON */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw Object.assign(invalid('The request body is not valid JSON.'), { cause });
  }
}

function complaintOf(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'The request body is not valid.';
  const field = issue.path.findLast((step) => typeof step === 'string') ?? 'body';
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return `Missing field "${String(field)}".`;
    const expected = issue.expected === 'array' ? 'ARRAY containing STRUCT' : bunqType(issue.expected);
    return `Invalid type for field "${String(field)}" (expected ${expected}).`;
  }
  if (issue.code === 'invalid_union' && issue.input === undefined) return `Missing field "${String(field)}".`;
  return `Invalid value for field "${String(field)}".`;
}

function bunqType(expected: string): string {
  return (
    { object: 'STRUCT', string: 'STRING', number: 'INTEGER', boolean: 'BOOLEAN' }[expected] ?? expected.toUpperCase()
  );
}
