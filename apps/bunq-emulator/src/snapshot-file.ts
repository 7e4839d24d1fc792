import { accessSync, constants, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
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

  /** @returns in one sentence why no bank can be kept here; undefined where one can. Nothing is made for it. */
  problem(): string | undefined {
    const folder = dirname(this.path);
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      return `The state file cannot be kept at ${this.path}, because there is no folder ${folder}.`;
    if (statSync(this.path, { throwIfNoEntry: false })?.isDirectory())
      return `The state file cannot be kept at ${this.path}, because that is a folder.`;
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
    } catch {
      return `The state file cannot be kept at ${this.path}, because nothing may be written into ${folder}.`;
    }
    return undefined;
  }

  /** @returns undefined where a bank has to start afresh; a file that cannot be read stays beside, under another name */
  load(): BankSnapshot | undefined {
    if (statSync(this.path, { throwIfNoEntry: false }) === undefined) {
      this.log(`no saved bank at ${this.path}, starting a fresh one`);
      return undefined;
    }
    try {
      return z.decode(bankSnapshot, JSON.parse(readFileSync(this.path, 'utf8')));
    } catch {
      const kept = `${this.path}.unreadable-${new Date().toISOString().replaceAll(':', '-')}`;
      renameSync(this.path, kept);
      this.log(`the saved bank at ${this.path} cannot be read and is kept as ${kept}; starting a fresh one`);
      return undefined;
    }
  }

  /** Writes soon, once for everything that changes until then. */
  saveSoon(take: () => BankSnapshot): void {
    if (!this.isTooLarge) this.timer ??= setTimeout(() => this.save(take()), this.restMs);
  }

  /**
   * Writes beside the file, down to the disk, and renames: a crash leaves the old bank or the new one and never half of it. A
   * file that cannot be written is said so, and tried again at the next change.
   */
  save(snapshot: BankSnapshot): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.isTooLarge) return;
    const startedAt = performance.now();
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
    try {
      writeFileSync(draft, text, { mode: 0o600, flush: true });
      renameSync(draft, this.path);
    } catch (error) {
      this.log(`the bank could not be saved: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.restMs = Math.max(debounceMs, restPerWriting * (performance.now() - startedAt));
  }
}
