#!/usr/bin/env node
import { startEmulator, type Emulator } from './emulator.js';
import { help, readSettings, UsageError, type Settings } from './settings.js';
import { SnapshotFile } from './snapshot-file.js';

const log = (line: string) => process.stdout.write(`bunq-emulator: ${line}\n`);

/** Ends with 2 where the command was called wrongly, and with 1 where the machine did not allow what it asked for. */
function fail(sentence: string, code: 1 | 2): never {
  process.stderr.write(`bunq-emulator: ${sentence}\n`);
  process.exit(code);
}

/** @throws UsageError */
function prepare(): { settings: Settings; file: SnapshotFile | undefined } {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings === undefined) {
    process.stdout.write(help);
    process.exit(0);
  }
  const path = settings.BUNQ_EMULATOR_STATE_FILE;
  const file = path === undefined ? undefined : new SnapshotFile(path, log);
  const problem = file?.problem();
  if (problem !== undefined) throw new UsageError(problem);
  return { settings, file };
}

async function open({ settings, file }: ReturnType<typeof prepare>): Promise<Emulator> {
  const snapshot = file?.load();
  const { BUNQ_EMULATOR_PUBLIC_URL: publicUrl } = settings;
  const emulator: Emulator = await startEmulator({
    port: settings.BUNQ_EMULATOR_PORT,
    host: settings.BUNQ_EMULATOR_HOST,
    logLevel: settings.BUNQ_EMULATOR_LOG_LEVEL,
    isControlOpen: settings.BUNQ_EMULATOR_CONTROL === 'anywhere',
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(snapshot === undefined ? {} : { snapshot }),
    onChange: () => file?.saveSoon(() => emulator.bank.snapshot()),
  });
  return emulator;
}

function whyNotOpened(error: unknown, { BUNQ_EMULATOR_HOST: host, BUNQ_EMULATOR_PORT: port }: Settings): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  if (code === 'EADDRINUSE') return `Port ${port} of ${host} is taken; choose another with --port.`;
  return `It cannot listen on port ${port} of ${host} (${code}).`;
}

let prepared: ReturnType<typeof prepare>;
try {
  prepared = prepare();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  fail(`${error.message} See bunq-emulator --help.`, 2);
}
const { settings, file } = prepared;
const emulator = await open(prepared).catch((error: unknown) => fail(whyNotOpened(error, settings), 1));
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
