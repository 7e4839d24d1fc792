import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writePrivateJson } from '../private-file.js';
import { customerSchema } from './steps/prepare-customers.js';

const stateSchema = z.object({
  api_key_id: z.string(),
  // A folder of before has neither of these.
  api_key: z.string().optional(),
  merchant_password: z.string().optional(),
  customers: z.object({ payer: customerSchema, shop: customerSchema }).optional(),
});

/** What one start leaves for the next, so that a restart is none for whoever uses the stack: people, key, password. */
export type StackState = z.output<typeof stateSchema>;

export function readState(dataFolder: string): Promise<StackState | undefined> {
  return readJson(join(dataFolder, 'stack.json'), stateSchema);
}

export function writeState(dataFolder: string, state: StackState): Promise<void> {
  return writePrivateJson(join(dataFolder, 'stack.json'), state);
}

export function previousKey(
  state: StackState | undefined,
): { apiKeyId: string; apiKey: string | undefined } | undefined {
  return state && { apiKeyId: state.api_key_id, apiKey: state.api_key };
}
