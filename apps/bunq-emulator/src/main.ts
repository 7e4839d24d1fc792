import { z } from 'zod';
import { startEmulator } from './emulator.js';
import { SnapshotFile } from './snapshot-file.js';

const environment = z
  .object({
    BUNQ_EMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(4100),
    BUNQ_EMULATOR_HOST: z.string().min(1).default('127.0.0.1'),
    BUNQ_EMULATOR_PUBLIC_URL: z.url().optional(),
    BUNQ_EMULATOR_STATE_FILE: z.string().min(1).optional(),
    BUNQ_EMULATOR_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('silent'),
    BUNQ_EMULATOR_CONTROL: z.enum(['loopback', 'anywhere']).default('loopback'),
  })
  .parse(process.env);

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
