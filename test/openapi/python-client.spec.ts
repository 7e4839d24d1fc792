import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedApi } from '../support/openapi-check.js';
import { startStack, type Stack } from '../support/stack.js';
import { asOpenApi30 } from './openapi-3-0.js';

const run = promisify(execFile);
/** With OpenAPI Generator itself in the package; later ones download it from elsewhere. */
const generator = 'node_modules/@openapitools/openapi-generator-cli/bin/openapi-generator.jar';
const python = '/usr/bin/python3';
const needs: [string, string[]][] = [
  ['java', ['-version']],
  [python, ['-c', 'import urllib3, six, certifi, dateutil']],
];
const isPossible = needs.every(([command, parameters]) => {
  try {
    execFileSync(command, parameters, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

describe('a client in another language, by a public generator', () => {
  let stack: Stack;
  let folder: string;
  beforeAll(async () => {
    stack = await startStack({ withWorker: false });
    folder = mkdtempSync(join(tmpdir(), 'sluis-python-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await stack.stop();
  });

  it('is told the same in the words of OpenAPI 3.0', async () => {
    const { valid, errors } = await new Validator().validate(asOpenApi30(publishedApi));
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  });

  // Where Java or Python is missing it is skipped, but never unnoticed where everything is installed for it.
  it.skipIf(!isPossible && !process.env['CI'])('creates and reads a payment in Python', async () => {
    const document = join(folder, 'openapi.json');
    const client = join(folder, 'client');
    writeFileSync(document, JSON.stringify(asOpenApi30(publishedApi)));
    const options = ['-g', 'python', '-o', client, '--package-name', 'sluis_client'];
    await run('java', ['-jar', generator, 'generate', '-i', document, ...options], { maxBuffer: 64e6 });
    const { stdout } = await run(python, ['test/openapi/python-client/pay.py'], {
      env: {
        CLIENT: client,
        PYTHONDONTWRITEBYTECODE: '1',
        SLUIS_URL: stack.apiUrl,
        SLUIS_KEY: stack.partner.key,
        SHOP_RETURN_URL: stack.partner.redirectUri,
      },
    });
    expect(stdout.trim().split('\n')).toEqual([
      'created PaymentWithLink received 12.50',
      'again True',
      'read True python-1042 True',
      'listed True False',
      'refused 404 resource_not_found',
    ]);
  });
});
