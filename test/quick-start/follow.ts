import { join } from 'node:path';
import type { BankControl, Customer } from '../support/bank-control.js';
import { visitAsPayer } from '../support/reader.js';
import type { Step } from './steps.js';
import { Terminal } from './terminal.js';

/**
 * Does what the quick start says once the platform runs: types every line, saves every file, and opens as the payer what it is told
 * to open.
 *
 * @param folder in which the folder `sluis` lies
 * @returns everything that the terminal showed
 */
export async function follow(
  steps: readonly Step[],
  folder: string,
  environment: Record<string, string | undefined>,
  payer: Customer,
  bank: BankControl,
): Promise<string[]> {
  const visits: Promise<void>[] = [];
  const terminal = new Terminal(join(folder, 'sluis'), environment, (line) => {
    if (!line.startsWith('Open ')) return;
    const visit = visitAsPayer(bank, payer, line.slice('Open '.length));
    // Told below, when the terminal is closed.
    visit.catch(() => undefined);
    visits.push(visit);
  });
  try {
    for (const step of steps) {
      if (step.do === 'type') await terminal.type(step.text);
      else await terminal.save(step.name, step.text);
    }
    await Promise.all(visits);
    return terminal.shown;
  } finally {
    await terminal.close();
  }
}
