import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from './private-file.js';
import { type Settings, UsageError } from './settings.js';
import { customerSchema } from './up/steps/prepare-customers.js';

/** The content of `local.json`, by which scripts find and use the running stack. */
export const localStackFileSchema = z.object({
  api_url: z.url(),
  emulator_url: z.url(),
  console_url: z.url(),
  dashboard_url: z.url(),
  /** Good once: for the first person who opens it. */
  dashboard_invitation: z.url(),
  test_shop_url: z.url(),
  /** Opens the shop's own side, as `shop`. */
  test_shop_password: z.string(),
  worker_health_port: z.int(),
  database_url: z.string(),
  /** For migrations, and for looking at tables; no process of the platform has it. */
  database_owner_url: z.string(),
  redis_url: z.string(),
  api_key: z.string(),
  /** Signs what the test shop is told. */
  webhook_endpoint_secret: z.string(),
  redirect_uri: z.url(),
  payer: customerSchema,
  shop: customerSchema,
  /** The test partner's own account, connected: the shop's. */
  bank_connection: z.object({ id: z.string(), account_id: z.string(), iban: z.string() }),
});

export type LocalStackFile = z.output<typeof localStackFileSchema>;

export function localStackFilePath({ dataFolder }: Settings): string {
  return join(dataFolder, 'local.json');
}

/** @throws UsageError when no stack runs on this data folder */
export async function readRunningStack(settings: Settings): Promise<LocalStackFile> {
  const path = localStackFilePath(settings);
  const stack = await readJson(path, localStackFileSchema);
  if (stack) return stack;
  throw new UsageError(
    existsSync(path)
      ? `${path} cannot be read. Stop the local stack and start it again with npm start.`
      : 'No local stack is running. Start it with npm start, wait until it says that Sluis is running, and try again.',
  );
}
