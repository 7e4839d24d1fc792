import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resources } from '../../apps/cli/src/partner/resources.js';
import { triggers } from '../../apps/cli/src/trigger/triggers.js';
import { type LocalStackFile, localStackFileSchema } from '../../apps/cli/src/local-stack-file.js';
import { until } from '../support/until.js';
import { runSluis, type StackEnvironment, stackEnvironment, UpProcess } from './support/sluis-process.js';

const resourceSchema = z.looseObject({ id: z.string(), status: z.string() });
const listSchema = z.looseObject({ data: z.array(resourceSchema), next_cursor: z.string().nullable() });

let folder: string;
let environment: StackEnvironment;
let up: UpProcess;
let local: LocalStackFile;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluis-partner-'));
  environment = await stackEnvironment(join(folder, 'data'));
  up = await UpProcess.start(environment);
  local = localStackFileSchema.parse(
    JSON.parse(await readFile(join(environment.SLUIS_DATA_DIR, 'local.json'), 'utf8')),
  );
});
afterAll(async () => {
  await up?.stop();
  await rm(folder, { recursive: true, force: true });
});

const order = (): string[] => [
  'amount=12.50',
  `creditor.name=${local.shop.name}`,
  `creditor.iban=${local.shop.iban}`,
  'remittance_information=Order 1042',
  `redirect_uri=${local.redirect_uri}`,
];

async function answerOf(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runSluis(environment, ...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('commands for partners', () => {
  it('make, show, list and cancel a payment on the stack that runs, without being told where it is', async () => {
    const made = resourceSchema.parse(await answerOf('payments', 'create', ...order(), 'reference=cli-1'));
    expect(made).toMatchObject({ status: 'received', amount: { value: '12.50', currency: 'EUR' }, reference: 'cli-1' });
    const listed = await answerOf('payments', 'list', '--reference', 'cli-1', '--status', 'received');
    expect(listSchema.parse(listed).data.map(({ id }) => id)).toEqual([made.id]);
    expect(await answerOf('payments', 'cancel', made.id)).toMatchObject({ id: made.id, status: 'cancelled' });
    const { stdout } = await runSluis(environment, 'payments', 'get', made.id);
    expect(stdout).toMatch(/^status +cancelled$/m);
    expect(stdout).toMatch(/^creditor\.name +Koffie & Zo$/m);
    const table = await runSluis(environment, 'payments', 'list', '--reference', 'cli-1');
    expect(table.stdout).toMatch(/^id +status +amount +creditor +reference +created at$/m);
    expect(table.stdout).toMatch(new RegExp(`^${made.id} +cancelled +12\\.50 EUR +Koffie & Zo +cli-1 `, 'm'));
    expect(table.stdout).not.toContain('\u001b');
    const timeline = await runSluis(environment, 'payments', 'timeline', made.id);
    expect(timeline.stdout).toMatch(/^2 +cancelled /m);
  });

  it('take the body from a file, and act once under one key', async () => {
    const file = join(folder, 'link.json');
    const link = {
      use: 'multiple',
      amount: { value: '4.20', currency: 'EUR' },
      creditor: { name: local.shop.name, iban: local.shop.iban },
      remittance_information: 'Table 4',
    };
    await writeFile(file, JSON.stringify(link));
    const create = ['payment-links', 'create', '--data', `@${file}`, 'use=single', '--idempotency-key', 'once'];
    const first = resourceSchema.parse(await answerOf(...create));
    expect(first).toMatchObject({ use: 'single', remittance_information: 'Table 4' });
    expect(await answerOf(...create)).toMatchObject({ id: first.id });
    const other = await runSluis(environment, ...create, 'remittance_information=Table 5');
    expect([other.code, other.stderr]).toEqual([1, expect.stringMatching(/^idempotency_/) as string]);
  });

  it('list page after page', async () => {
    for (let index = 0; index < 3; index += 1) await answerOf('payments', 'create', ...order(), 'reference=paged');
    const first = listSchema.parse(await answerOf('payments', 'list', '--reference', 'paged', '--limit', '2'));
    expect(first.data).toHaveLength(2);
    const { stdout } = await runSluis(environment, 'payments', 'list', '--reference', 'paged', '--limit', '2');
    expect(stdout).toContain(`--after ${first.next_cursor}`);
    const all = await runSluis(
      environment,
      'payments',
      'list',
      '--reference',
      'paged',
      '--limit',
      '2',
      '--all',
      '--json',
    );
    const ids = all.stdout
      .trim()
      .split('\n')
      .map((line) => resourceSchema.parse(JSON.parse(line)).id);
    expect(new Set(ids).size).toBe(3);
  });

  it('manage a webhook endpoint', async () => {
    const url = 'http://127.0.0.1:9000/hooks';
    const made = resourceSchema.parse(
      await answerOf('webhook-endpoints', 'create', `url=${url}`, 'event_types[]=payment.*'),
    );
    expect(made).toMatchObject({ status: 'enabled', secret: expect.stringMatching(/^whsec_/) as string });
    expect(await answerOf('webhook-endpoints', 'update', made.id, 'status=disabled')).toMatchObject({
      status: 'disabled',
    });
    expect(await answerOf('webhook-endpoints', 'delete', made.id)).toEqual({ deleted: made.id });
    const gone = await runSluis(environment, 'webhook-endpoints', 'get', made.id);
    expect([gone.code, gone.stderr.split('\n')[0]]).toEqual([
      4,
      expect.stringMatching(/^resource_not_found \(404\): /) as string,
    ]);
  });

  it('reach what has no command', async () => {
    expect(await answerOf('get', '/v1/spending-rules?limit=1')).toMatchObject({ data: [] });
    const made = resourceSchema.parse(await answerOf('post', '/v1/payments', ...order()));
    expect(await answerOf('post', `/v1/payments/${made.id}/cancel`)).toMatchObject({ status: 'cancelled' });
  });

  it('tell what is wrong with a request, field by field', async () => {
    const { code, stdout, stderr } = await runSluis(environment, 'payments', 'create', 'amount=12.50', 'reference=x');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^request_invalid \(400\): .+\n {2}\/creditor +is required\n/);
    expect(stderr).toMatch(/\n {2}request req_[0-9a-z]{26}\n$/);
  });

  it.each([
    [['payments', 'get', 'x'], 2, /^"x" is no id/],
    [['payments', 'get'], 2, /missing required argument/],
    [['payments', 'delete'], 2, /unknown command/],
    [['payments', 'create', 'amount'], 2, /^"amount" is no field/],
    [['payments', 'create', '--data', '@/nowhere'], 2, /^\/nowhere cannot be read/],
    [['get', '/../healthz'], 2, /^"\/\.\.\/healthz" is no address/],
    [['payments', 'list', '--api-key', 'sk_test_unknown'], 3, /^credential_invalid \(401\)/],
    [['payments', 'get', 'pay_00000000000000000000000000'], 4, /^resource_not_found \(404\)/],
    [
      ['payments', 'list', '--api-url', 'http://127.0.0.1:9', '--api-key', 'sk_x'],
      5,
      /^http:\/\/127\.0\.0\.1:9 does not answer/,
    ],
    // The local stack's key goes nowhere else.
    [['payments', 'list', '--api-url', 'http://127.0.0.1:9'], 2, /^There is no API key for http:\/\/127\.0\.0\.1:9/],
    [['payments', 'list', '--api-url', 'http://api.example.com', '--api-key', 'sk_x'], 2, /https only/],
    [['trigger', 'payment.exploded'], 2, /^payment\.exploded is not among/],
    [['trigger'], 2, /^Say which event/],
  ])('end %j with an exit code of its own', async (args, code, sentence) => {
    const ended = await runSluis(environment, ...args);
    expect(ended.stderr).toMatch(sentence);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
  });

  it('say without a stack how to name one', async () => {
    const nowhere = { ...environment, SLUIS_DATA_DIR: join(folder, 'none') };
    const { code, stderr } = await runSluis(nowhere, 'events', 'list');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^No API is named: [^\n]*--api-url[^\n]*\n$/) as string]);
    const named = { ...nowhere, SLUIS_API_URL: `${local.api_url}/v1/`, SLUIS_API_KEY: local.api_key };
    expect((await runSluis(named, 'events', 'list', '--limit', '1')).code).toBe(0);
  });

  it('cover every operation of the API but files', async () => {
    const document = z
      .looseObject({
        paths: z.record(
          z.string(),
          z.record(
            z.string(),
            z.looseObject({ parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).default([]) }),
          ),
        ),
      })
      .parse(await (await fetch(`${local.api_url}/openapi.json`)).json());
    const asWritten = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');
    const operations = Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/v1/'))
      .flatMap(([path, item]) =>
        Object.entries(item).map(([method, { parameters }]) => ({
          name: `${method.toUpperCase()} ${asWritten(path)}`,
          parameters,
        })),
      );
    const actions = resources.flatMap((resource) => resource.actions);
    const commands = actions.map(({ method, path }) => `${method} ${asWritten(path)}`);
    const files = ['POST /v1/attachments', 'GET /v1/payment-links/{}/qr.svg', 'GET /v1/payment-links/{}/qr.png'];
    expect([...commands, ...files].toSorted()).toEqual(operations.map(({ name }) => name).toSorted());
    for (const { method, path, filters = [], isPaged } of actions) {
      const known = operations
        .find(({ name }) => name === `${method} ${asWritten(path)}`)
        ?.parameters.filter((one) => one.in === 'query')
        .map(({ name }) => name);
      const taken = [...filters, ...(isPaged ? ['limit', 'after'] : [])];
      expect({ path, unknown: taken.filter((name) => !known?.includes(name)) }).toEqual({ path, unknown: [] });
    }
  });

  it.each(triggers.map(({ type }) => type))('trigger %s', async (type) => {
    const event = z.looseObject({ id: z.string(), type: z.string() }).parse(await answerOf('trigger', type));
    expect(event.type).toBe(type);
    expect(await answerOf('events', 'get', event.id)).toEqual(event);
  });

  it('list what can be triggered', async () => {
    const { stdout } = await runSluis(environment, 'trigger', '--list');
    expect(stdout.trim().split('\n')).toHaveLength(triggers.length);
  });

  const guide = readFileSync('docs/guides/cli.md', 'utf8');
  it.each([...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => [block]))(
    'do what their guide says: %s',
    async (block) => {
      const bash = spawn(
        'bash',
        ['-ec', `sluis() { "${process.execPath}" dist/apps/cli/src/main.js "$@"; }\n${block}`],
        {
          env: { ...environment, PATH: process.env['PATH'] },
          // A group of its own, so that what it started can be ended with it.
          detached: true,
        },
      );
      let output = '';
      for (const stream of [bash.stdout, bash.stderr])
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const ended = once(bash, 'close');
      // What goes on until it is told to stop is stopped once it has begun.
      if (block.includes('events listen')) {
        await until('it to listen', async () => output.includes('Signing secret: whsec_') || undefined);
        if (bash.pid !== undefined) process.kill(-bash.pid, 'SIGINT');
        await ended;
        return;
      }
      expect([await ended, output]).toEqual([[0, null], expect.not.stringMatching(/undefined|\[object/) as string]);
    },
  );

  it('examine the machine and the stack that runs', async () => {
    const { code, stdout } = await runSluis(environment, 'doctor');
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('✗') as string]);
    for (const line of [
      'Disk: ',
      'Schema: all ',
      'Database login: owns nothing',
      "Clock: as the database's",
      "Clock: as the bank's",
      'Redis answers',
      'Bank (emulator): ',
      'Certificate: valid until ',
      'Audit witness ',
      'API: ready',
      'Worker: ready',
    ])
      expect(stdout).toContain(`✓ ${line}`);
  });

  it('are explained by help as by --help', async () => {
    const helped = await runSluis(environment, 'help', 'review', 'propose');
    expect(helped).toEqual(await runSluis(environment, 'review', 'propose', '--help'));
    expect(helped).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: sluis review propose') as string });
    expect(await runSluis(environment, 'help')).toEqual(await runSluis(environment, '--help'));
    const unknown = await runSluis(environment, 'help', 'payments', 'nonsense');
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('payments nonsense') as string });
  });

  it('complete in bash', async () => {
    const { stdout: script } = await runSluis(environment, 'completion', 'bash');
    const completed = async (line: string) => {
      const words = line.split(' ');
      const run = `${script}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length - 1}; _sluis; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout } = await promisify(execFile)('bash', ['-c', run]);
      return stdout.trim().split('\n');
    };
    expect(await completed('sluis payment-r')).toEqual(['payment-requests', 'payment-request-batches']);
    expect(await completed('sluis payments c')).toEqual(['create', 'cancel', 'client-token']);
    expect(await completed('sluis payments list --st')).toEqual(['--status']);
    expect(await completed('sluis events listen --json --f')).toEqual(['--forward']);
    expect(await completed('sluis trigger consent.')).toEqual([
      'consent.authorised',
      'consent.rejected',
      'consent.revoked',
    ]);
    expect(await completed('sluis completion ')).toEqual(['bash', 'zsh', 'fish']);
    expect(await completed('sluis hel')).toEqual(['help']);
  });
});
