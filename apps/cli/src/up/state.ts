import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writePrivateJson } from '../private-file.js';
import { customerSchema } from './steps/prepare-customers.js';

const stateSchema = z.object({
  api_key_id: z.string(),
  customers: z.object({ payer: customerSchema, shop: customerSchema }).optional(),
});

/** What one start leaves for the next: whom to use again, and which key to revoke. */
export type StackState = z.output<typeof stateSchema>;

export function readState(dataFolder: string): Promise<StackState | undefined> {
  return readJson(join(dataFolder, 'stack.json'), stateSchema);
}

export function writeState(dataFolder: string, state: StackState): Promise<void> {
  return writePrivateJson(join(dataFolder, 'stack.json'), state);
}
