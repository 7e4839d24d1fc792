import { open } from 'node:fs/promises';
import { request } from 'undici';
import { headToJson } from './head-json.js';
import type { SignedHead } from './tree-head.js';

/** Somebody outside the database who keeps what we signed, so that cutting off the newest records shows. */
export interface Witness {
  /** Its address without credentials: how its confirmations are kept. */
  readonly name: string;
  /** Resolves once it has kept them all; safe to repeat. */
  keep(heads: readonly SignedHead[]): Promise<void>;
}

const deadlineMs = 10_000;

/** On a disk that administrators of the database cannot write: append-only storage, or another machine's. */
export class FileWitness implements Witness {
  constructor(readonly name: string) {}

  async keep(heads: readonly SignedHead[]): Promise<void> {
    const file = await open(this.name, 'a', 0o600);
    try {
      await file.write(heads.map((head) => `${JSON.stringify(headToJson(head))}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

export class HttpWitness implements Witness {
  readonly name: string;

  constructor(private readonly url: URL) {
    this.name = `${url.origin}${url.pathname}`;
  }

  async keep(heads: readonly SignedHead[]): Promise<void> {
    for (const head of heads) {
      const { statusCode, body } = await request(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(headToJson(head)),
        signal: AbortSignal.timeout(deadlineMs),
      });
      await body.dump();
      if (statusCode < 200 || statusCode > 299) throw new Error(`the witness answered ${statusCode}`);
    }
  }
}
