import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUser } from './testing/control.js';

const project = resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'bunq-emulator-command-'));

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/ensure-built.mjs'], { cwd: project });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

function start(args: string[]) {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [join(project, 'dist/apps/bunq-emulator/src/main.js'), ...args], {
    cwd: folder,
    env: { PATH },
  });
  const said = { out: '', error: '' };
  child.stdout.on('data', (bytes: Buffer) => (said.out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (said.error += bytes.toString()));
  return { child, said };
}

async function run(...args: string[]) {
  const { child, said } = start(args);
  const [code] = await once(child, 'close');
  return { code, ...said };
}

describe('the command bunq-emulator', () => {
  it('tells what it takes', async () => {
    const { code, out, error } = await run('--help');
    expect([code, error]).toEqual([0, '']);
    for (const name of ['port', 'host', 'public-url', 'state-file', 'log-level', 'control'])
      expect(out).toMatch(new RegExp(`^  --${name} +BUNQ_EMULATOR_`, 'm'));
  });

  it.each([
    [['--prot', '4100'], 'There is no option "--prot".'],
    [['--port'], 'The option "--port" needs a value: 0 to 65535.'],
    [['--port', 'abc'], 'The option "--port" takes 0 to 65535.'],
    [['--log-level=loud'], 'The option "--log-level" takes silent, error, warn, info or debug.'],
    [['4100'], '"4100" is not expected.'],
    [
      ['--state-file', 'mistyped/bank.json'],
      'The state file cannot be kept at mistyped/bank.json, because there is no folder mistyped.',
    ],
  ])('refuses %j in one sentence', async (args, sentence) => {
    expect(await run(...args)).toEqual({
      code: 2,
      out: '',
      error: `bunq-emulator: ${sentence} See bunq-emulator --help.\n`,
    });
    expect(existsSync(join(folder, 'mistyped'))).toBe(false);
  });

  it('says so in one sentence when its port is taken', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const { code, error } = await run('--port', String(port));
    other.close();
    const sentence = `bunq-emulator: Port ${port} of 127.0.0.1 is taken; choose another with --port.\n`;
    expect([code, error]).toEqual([1, sentence]);
  });

  it('keeps everything it answered when it is asked to stop', async () => {
    const { child, said } = start(['--port', '0', '--state-file', 'bank.json']);
    await expect.poll(() => said.out, { timeout: 30_000 }).toContain('ready at ');
    const url = /ready at (\S+)/.exec(said.out)?.[1] ?? '';
    const user = await createUser(url, { balance: '12.34' });
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'bank.json'), 'utf8')).toContain(user.iban);
  });
});
