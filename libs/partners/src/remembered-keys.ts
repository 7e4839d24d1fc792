import type { PartnerIdentity } from './partner-identity.js';

/** How long after it was read a key's row may still decide. */
const rememberedForMs = 1_000;
const mostRemembered = 10_000;

export interface KnownKey {
  secretHash: Buffer;
  identity: PartnerIdentity;
  /** Whether its last use is on record for this minute. */
  isUseNoted: boolean;
}

interface Entry {
  key: Promise<KnownKey | undefined>;
  forgetAt: number;
}

/**
 * The rows of keys that were used in the last second. The time runs from before the row was read, so that what was
 * revoked is gone a second after its commit. Keys that do not exist are not remembered: guesses cannot fill it.
 */
export class RememberedKeys {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Many requests at once look once. */
  find(name: string, look: () => Promise<KnownKey | undefined>): Promise<KnownKey | undefined> {
    const known = this.entries.get(name);
    if (known && known.forgetAt > this.now()) return known.key;
    const forgetAt = this.now() + rememberedForMs;
    const entry: Entry = { key: look(), forgetAt };
    this.entries.delete(name);
    this.entries.set(name, entry);
    const [oldest] = this.entries.keys();
    if (this.entries.size > mostRemembered && oldest !== undefined) this.entries.delete(oldest);
    const forget = () => {
      if (this.entries.get(name) === entry) this.entries.delete(name);
    };
    entry.key.then((key) => (key ? undefined : forget()), forget);
    return entry.key;
  }
}
