import type { Bank } from './bank.js';
import { scriptIn } from './scripts.js';

/** As long as a quick person needs; the platform has had its answer by then. */
const thinkingMicros = 300_000;

/** Where the text of an order that waits for its payer has a script, the payer comes by themselves. */
export function planPayer(bank: Bank, id: number, text: string): void {
  if (scriptIn(text) !== undefined) bank.agenda.add({ at: bank.time() + thinkingMicros, kind: 'payer', id });
}
