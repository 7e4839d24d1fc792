import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';

/** Fields whose words go into the audit trail; what people tell at length is called `text`, and is kept elsewhere. */
const isKept = (name: string) => /reason|reference|evidence/.test(name);
const namesSomebody = ['NL27BUNQ2060000025', 'K-NL27BUNQ2060000025'];

interface Field {
  name: string;
  schema: z.ZodType;
}

/** Every field of a request, however its schema was put together. */
function fieldsOf(schema: unknown): Field[] {
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([name, of]) =>
      of instanceof z.ZodType ? [{ name, schema: of }, ...fieldsOf(of)] : [],
    );
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(fieldsOf);
  if (schema instanceof z.ZodPipe) return fieldsOf(schema.in);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return fieldsOf(schema.unwrap());
  return [];
}

function isText(schema: unknown): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return isText(schema.unwrap());
  return schema instanceof z.ZodString;
}

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.requests.ts'));
const modules = await Promise.all(
  files.map(async (file) => ({ file, exported: (await import(join(import.meta.dirname, file))) as object })),
);
const kept = modules.flatMap(({ exported }) =>
  Object.entries(exported).flatMap(([request, schema]) =>
    fieldsOf(schema).flatMap(({ name, schema: of }) =>
      isKept(name) && isText(of) ? [{ request, name, schema: of }] : [],
    ),
  ),
);

it.each(kept)('$request takes nobody’s account number as $name', ({ schema }) => {
  for (const text of namesSomebody) expect([text, schema.safeParse(text).success]).toEqual([text, false]);
});

it('looks at the requests of every part of the console', () => {
  expect(new Set(kept.map(({ request }) => request))).toEqual(
    new Set([
      'approvalSchema',
      'changeRequestSchema',
      'decisionSchema',
      'fraudMarkSchema',
      'incidentEntrySchema',
      'newComplaintSchema',
      'newDataRequestSchema',
      'newHoldSchema',
      'newIncidentSchema',
      'newRunSchema',
      'proposalSchema',
      'revealSchema',
    ]),
  );
});
