import { readFileSync } from 'node:fs';
import { Sluis } from '@sluis/sdk';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiOperations } from '../../scripts/sdk/api-operations.js';
import { methodPath } from '../../scripts/sdk/names.js';
import { sdkFiles } from '../../scripts/sdk/sdk-files.js';
import { publishedApi } from '../support/openapi-check.js';

const operations = apiOperations(publishedApi.paths);

describe('what of the SDK follows from the API', () => {
  it('is as the API is now; else: npm run sdk:generate', async () => {
    for (const [path, text] of Object.entries(await sdkFiles(publishedApi))) {
      expect({ path, isCurrent: readFileSync(path, 'utf8') === text }).toEqual({ path, isCurrent: true });
    }
  });

  it('is of the version that its package says', () => {
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync('libs/sdk/package.json', 'utf8')));
    expect(readFileSync('libs/sdk/src/version.ts', 'utf8')).toContain(`'${version}'`);
  });
});

describe('every operation', () => {
  it.each(operations.map((operation) => ({ ...operation, name: methodPath(operation).join('.') })))(
    'sluis.$name asks for $method $path',
    async ({ method, path, pathParameters, body, query, name }) => {
      const asked: string[] = [];
      const sluis = new Sluis({
        apiKey: 'sk_test_x',
        baseUrl: 'https://api.example',
        fetch: async (url, init) => {
          asked.push(`${init.method} ${new URL(url).pathname}`);
          return Response.json({ data: [], has_more: false, next_cursor: null });
        },
      });
      const call = methodAt(sluis, name.split('.'));
      const rest = [...(body ? [body.isForm ? { file: new Blob(['x']) } : {}] : []), ...(query.length > 0 ? [{}] : [])];
      await call(...pathParameters.map((parameter) => `<${parameter}>`), ...rest);
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => encodeURIComponent(`<${parameter}>`));
      expect(asked).toEqual([`${method} ${filled}`]);
    },
  );

  it('is all that there is', () => {
    const sluis = new Sluis({ apiKey: 'sk_test_x', baseUrl: 'https://api.example' });
    expect(methodsOf(sluis).toSorted()).toEqual(operations.map((one) => methodPath(one).join('.')).toSorted());
  });
});

function methodAt(client: object, path: string[]): (...args: unknown[]) => unknown {
  const owner = path.slice(0, -1).reduce(partOf, client);
  const method: unknown = Reflect.get(owner, path.at(-1) ?? '');
  if (typeof method !== 'function') throw new Error(`there is no ${path.join('.')}`);
  return (...args) => Reflect.apply(method, owner, args);
}

function partOf(owner: object, name: string): object {
  const part: unknown = Reflect.get(owner, name);
  if (typeof part !== 'object' || part === null) throw new Error(`there is no ${name}`);
  return part;
}

/** Every method of the resources below `owner`, by its way there. */
function methodsOf(owner: object): string[] {
  return Object.keys(owner)
    .filter((name) => name !== 'transport')
    .flatMap((name) => {
      const part = partOf(owner, name);
      const own = Object.getOwnPropertyNames(Object.getPrototypeOf(part)).filter((method) => method !== 'constructor');
      return [...own, ...methodsOf(part)].map((method) => `${name}.${method}`);
    });
}
