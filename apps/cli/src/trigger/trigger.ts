import { colours } from '../colours.js';
import { EventStream, type PartnerEvent } from '../listen/follow-events.js';
import { CommandError, exitCodes, misuse } from '../partner/exit-codes.js';
import type { PartnerAccess, PartnerOptions } from '../partner/partner-access.js';
import { triggers } from './triggers.js';
import { TriggerWorld } from './trigger-world.js';

export interface TriggerOptions extends PartnerOptions {
  amount?: string;
}

const longestMs = 45_000;

/** Makes the real thing happen, and waits until the partner was told of it. */
export async function trigger({ api, stack }: PartnerAccess, type: string, options: TriggerOptions): Promise<void> {
  const wanted = triggers.find((one) => one.type === type);
  if (!wanted) throw misuse(`${type} is not among what can be triggered: sluis trigger --list shows what is.`);
  if (!stack) {
    throw misuse('Only in the local stack is there a payer who can be told what to do. Start it with npm start.');
  }
  const amount = options.amount ?? '12.50';
  if (!/^\d{1,6}\.\d{2}$/.test(amount)) throw misuse('--amount takes euros with cents: 12.50.');
  const overdue = AbortSignal.timeout(longestMs);
  const isJson = options.json === true;
  try {
    const stream = await EventStream.open(api, undefined, { signal: overdue });
    const id = await wanted.bring(new TriggerWorld(api, stack, amount, overdue));
    for await (const event of stream.events()) {
      if (event.data.id !== id) continue;
      if (!isJson) show(event, event.type === type);
      else if (event.type === type) console.log(JSON.stringify(event, null, 2));
      if (event.type === type) return;
    }
  } catch (error) {
    if (!overdue.aborted) throw error;
    const told = `${type} did not happen within ${longestMs / 1_000} s`;
    throw new CommandError(`${told}. Look at sluis events list, and at .sluis/logs.`, exitCodes.failed);
  }
}

export function listTriggers(isJson: boolean): void {
  if (isJson) {
    console.log(
      JSON.stringify(
        triggers.map(({ type, how }) => ({ type, how })),
        null,
        2,
      ),
    );
    return;
  }
  const width = Math.max(...triggers.map(({ type }) => type.length)) + 2;
  for (const { type, how } of triggers) console.log(`${type.padEnd(width)}${colours.dim(how)}`);
}

function show({ id, type, data }: PartnerEvent, isIt: boolean): void {
  console.log(`${isIt ? colours.green('✓') : colours.dim('·')} ${type.padEnd(32)} ${colours.dim(`${data.id}  ${id}`)}`);
}
