import { Injectable } from '@nestjs/common';
import type { Transaction } from '@sluis/persistence';
import type { Gap } from './gaps.js';

/** What a capability does for the report: it holds its own books against each other. */
export interface BooksDesk {
  /** The kinds of gaps it can find. */
  readonly gapKinds: readonly string[];
  /**
   * Finds what does not fit, and mends what can be mended by making work due again: that is a gap until the next look.
   *
   * @param changed ids of resources that changed since the last look, or did not fit then
   */
  findGaps(tx: Transaction, changed: readonly string[]): Promise<Gap[]>;
  /** Which subjects of audit records are its own: `payment`. */
  readonly subjectType: string;
}

/** Whose books are reported on. Capabilities stand above and enter themselves here. */
@Injectable()
export class BooksDesks {
  private readonly desks = new Set<BooksDesk>();

  add(desk: BooksDesk): void {
    this.desks.add(desk);
  }

  all(): BooksDesk[] {
    return [...this.desks];
  }
}
