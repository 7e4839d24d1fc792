import { Injectable } from '@nestjs/common';
import type { Transaction } from '@sluis/persistence';

/** A callback that the bank gave up on: what it would have told, as far as the bank's list of failures says. */
export interface MissedCallback {
  category: string;
  objectId: number | undefined;
  partnerId: string;
  consentId: string;
}

/** Reads again what a callback would have been a hint to. */
export interface CallbackDesk {
  lookAt(tx: Transaction, missed: MissedCallback): Promise<void>;
}

/** Who listens to callbacks. Capabilities stand above and enter themselves here. */
@Injectable()
export class CallbackDesks {
  private readonly desks = new Set<CallbackDesk>();

  add(desk: CallbackDesk): void {
    this.desks.add(desk);
  }

  async lookAt(tx: Transaction, missed: MissedCallback): Promise<void> {
    for (const desk of this.desks) await desk.lookAt(tx, missed);
  }
}
