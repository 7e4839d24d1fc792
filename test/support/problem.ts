import type { Response } from 'supertest';
import { expect } from 'vitest';
import { z } from 'zod';

const problemSchema = z.strictObject({
  type: z.string().startsWith('urn:sluis:problem:'),
  title: z.string().min(1),
  status: z.number(),
  detail: z.string().min(1),
  code: z.string(),
  origin: z.enum(['request', 'platform', 'bank']),
  retryable: z.boolean(),
  request_id: z.string().startsWith('req_'),
  spending_rule: z
    .strictObject({
      id: z.string().startsWith('spr_'),
      scope: z.enum(['partner', 'consent']),
      rule: z.string(),
      limit: z.strictObject({ value: z.string(), currency: z.string() }).nullable(),
      used: z.strictObject({ value: z.string(), currency: z.string() }).nullable(),
    })
    .optional(),
  errors: z.array(z.strictObject({ pointer: z.string(), code: z.string(), detail: z.string().min(1) })).optional(),
});

export type Problem = z.output<typeof problemSchema>;

export interface ExpectedProblem {
  status: number;
  code: string;
  /** JSON pointer of a field that must be named. */
  pointer?: string;
}

/** A whole, documented problem, whose answer carries what every answer of ours carries and tells nothing internal. */
export function expectProblem(answer: Response, expected: ExpectedProblem): Problem {
  expect(`${answer.status} ${answer.text}`).toContain(`${expected.status} {`);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  const problem = problemSchema.parse(JSON.parse(answer.text));
  expect(problem).toMatchObject({ status: expected.status, code: expected.code });
  expect(problem.type).toMatch(new RegExp(`:${expected.code}$`));
  expect(problem.request_id).toBe(answer.headers['request-id']);
  if (expected.pointer !== undefined) {
    expect(problem.errors?.map(({ pointer }) => pointer)).toContain(expected.pointer);
  }
  expectSecurityHeaders(answer.headers);
  expect(answer.text).not.toMatch(/\bat .+:\d+:\d+|node_modules|SELECT |INSERT |QueryFailed|TypeError|FST_ERR|zod/i);
  return problem;
}

/** On every answer of ours: nothing may be loaded, framed, sniffed, cached or leak an address. */
export function expectSecurityHeaders(headers: Record<string, string | undefined>): void {
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  });
  expect(headers['cache-control']).toBe('no-store');
}
