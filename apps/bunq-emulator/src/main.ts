#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startEmulator } from './emulator.js';
import { SnapshotFile } from './snapshot-file.js';

/** Each setting as an option of the command line, which goes before the environment. */
const options = {
  port: 'BUNQ_EMULATOR_PORT',
  host: 'BUNQ_EMULATOR_HOST',
  'public-url': 'BUNQ_EMULATOR_PUBLIC_URL',
  'state-file': 'BUNQ_EMULATOR_STATE_FILE',
  'log-level': 'BUNQ_EMULATOR_LOG_LEVEL',
  control: 'BUNQ_EMULATOR_CONTROL',
} as const;

const settings = z.object({
  BUNQ_EMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(4100),
  BUNQ_EMULATOR_HOST: z.string().min(1).default('127.0.0.1'),
  BUNQ_EMULATOR_PUBLIC_URL: z.url().optional(),
  BUNQ_EMULATOR_STATE_FILE: z.string().min(1).optional(),
  BUNQ_EMULATOR_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('silent'),
  BUNQ_EMULATOR_CONTROL: z.enum(['loopback', 'anywhere']).default('loopback'),
});

function settingsFrom(args: string[]): z.infer<typeof settings> {
  const text = { type: 'string' } as const;
  const known = Object.fromEntries(Object.keys(options).map((name) => [name, text]));
  const { values } = parseArgs({ args, options: known });
  const given = Object.entries(options).flatMap(([name, variable]) =>
    values[name] === undefined ? [] : [[variable, values[name]]],
  );
  return settings.parse({ ...process.env, ...Object.fromEntries(given) });
}

function readSettings(): z.infer<typeof settings> {
  try {
    return settingsFrom(process.argv.slice(2));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    const usage = Object.entries(options).map(([name, variable]) => `  --${name}  or ${variable}`);
    process.stderr.write(`${why}\nbunq-emulator takes:\n${usage.join('\n')}\n`);
    process.exit(2);
  }
}

const environment = readSettings();
const log = (line: string) => process.stdout.write(`bunq-emulator: ${line}\n`);
const file =
  environment.BUNQ_EMULATOR_STATE_FILE === undefined
    ? undefined
    : new SnapshotFile(environment.BUNQ_EMULATOR_STATE_FILE, log);
const snapshot = file?.load();

const emulator = await startEmulator({
  port: environment.BUNQ_EMULATOR_PORT,
  host: environment.BUNQ_EMULATOR_HOST,
  logLevel: environment.BUNQ_EMULATOR_LOG_LEVEL,
  isControlOpen: environment.BUNQ_EMULATOR_CONTROL === 'anywhere',
  ...(environment.BUNQ_EMULATOR_PUBLIC_URL === undefined ? {} : { publicUrl: environment.BUNQ_EMULATOR_PUBLIC_URL }),
  ...(snapshot === undefined ? {} : { snapshot }),
  onChange: () => file?.saveSoon(() => emulator.bank.snapshot()),
});
// A fresh bank is saved at once: its server key is pinned by the first client that installs.
file?.save(emulator.bank.snapshot());
log(`ready at ${emulator.url}`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void emulator.close().then(() => {
      file?.save(emulator.bank.snapshot());
      process.exit(0);
    });
  });
}
