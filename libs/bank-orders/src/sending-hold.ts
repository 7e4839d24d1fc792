import { Injectable } from '@nestjs/common';
import { queryRows, type Transaction } from '@sluis/persistence';

/**
 * Whether anything may be sent to the bank. Not while rows may be missing here, after a backup was restored: what the
 * bank has already would be ordered again. Reading and withdrawing go on.
 */
@Injectable()
export class SendingHold {
  private check: Promise<void> | undefined;

  /** Nothing is sent by this process before `check` has told whether the database is the one it was. */
  awaitFirst(check: Promise<void>): void {
    this.check = check;
  }

  /** Outside of a transaction: it may take a moment once, when the process starts. */
  async settled(): Promise<void> {
    await this.check;
  }

  async isOn(tx: Transaction): Promise<boolean> {
    const rows = await queryRows(tx, `SELECT 1 FROM recoveries WHERE ended_at IS NULL`);
    return rows.length > 0;
  }
}
