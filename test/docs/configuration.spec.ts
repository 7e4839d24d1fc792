import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentSchema } from '@sluis/config';
import { expect, it } from 'vitest';
import { tableRows } from './table-rows.js';

const text = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
const [platform = ''] = text.split('## Only for the local stack');

it('lists every variable of the platform with its default and its meaning, and no other', () => {
  const documented = tableRows(platform).map(([name, fallback, meaning]) => ({ name, fallback, meaning }));
  const real = Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const absent = schema.safeParse(undefined);
    return {
      name: `\`${name}\``,
      fallback: absent.success ? `\`${String(absent.data)}\`` : 'required',
      meaning: schema.description,
    };
  });
  expect(documented).toEqual(real);
});
