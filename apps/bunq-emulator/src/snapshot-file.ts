import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type BankSnapshot, bankSnapshot } from './bank/bank-state.js';

const debounceMs = 200;
/** A bank that takes long to write is written more rarely, so that writing takes at most a twentieth of its time. */
const restPerWriting = 20;

/** Keeps the bank in a file, so that a restarted local stack finds it as it was. */
export class SnapshotFile {
  private timer: NodeJS.Timeout | undefined;
  private restMs = debounceMs;
  private isTooLarge = false;

  constructor(
    private readonly path: string,
    private readonly log: (line: string) => void,
  ) {}

  /** @returns undefined for a file that is missing or damaged; a bank can then only start afresh */
  load(): BankSnapshot | undefined {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch {
      this.log(`no saved bank at ${this.path}, starting a fresh one`);
      return undefined;
    }
    try {
      return z.decode(bankSnapshot, JSON.parse(text));
    } catch {
      this.log(`the saved bank at ${this.path} is damaged, starting a fresh one`);
      return undefined;
    }
  }

  /** Writes soon, once for everything that changes until then. */
  saveSoon(take: () => BankSnapshot): void {
    if (!this.isTooLarge) this.timer ??= setTimeout(() => this.save(take()), this.restMs);
  }

  /** Writes beside the file and renames, so that a crash leaves the old bank or the new one and never half of it. */
  save(snapshot: BankSnapshot): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.isTooLarge) return;
    const startedAt = performance.now();
    mkdirSync(dirname(this.path), { recursive: true });
    const draft = `${this.path}.new`;
    // Keys and tokens of the test users are inside.
    let text: string;
    try {
      text = JSON.stringify(z.encode(bankSnapshot, snapshot));
    } catch (error) {
      // About a million payments are more than one string can hold; such a bank lives on without its file.
      if (!(error instanceof RangeError)) throw error;
      this.isTooLarge = true;
      this.log(`the bank has grown too large to be saved at ${this.path}`);
      return;
    }
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, this.path);
    this.restMs = Math.max(debounceMs, restPerWriting * (performance.now() - startedAt));
  }
}
