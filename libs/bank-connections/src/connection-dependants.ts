import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import type { Transaction } from '@sluis/persistence';

export interface ConnectionKey {
  partnerId: string;
  connectionId: string;
}

/** A capability that begins work on connections, and must end it with them. */
export interface ConnectionDependant {
  /**
   * Stops what was begun, in the transaction that ends the connection. The connection's row is locked, so nothing new
   * begins.
   *
   * @returns whether the bank still holds something of it, to be withdrawn or whose end is to be read
   */
  endWork(tx: Transaction, connection: ConnectionKey, actor: AuditActor): Promise<boolean>;
  /** Whether the bank still holds something of it. */
  hasWorkAtBank(tx: Transaction, connection: ConnectionKey): Promise<boolean>;
}

/** Who works on connections. Capabilities stand above and enter themselves here, so that imports point one way. */
@Injectable()
export class ConnectionDependants {
  private readonly dependants = new Set<ConnectionDependant>();

  add(dependant: ConnectionDependant): void {
    this.dependants.add(dependant);
  }

  async endWork(tx: Transaction, connection: ConnectionKey, actor: AuditActor): Promise<boolean> {
    let isLeft = false;
    for (const dependant of this.dependants) isLeft = (await dependant.endWork(tx, connection, actor)) || isLeft;
    return isLeft;
  }

  async haveWorkAtBank(tx: Transaction, connection: ConnectionKey): Promise<boolean> {
    for (const dependant of this.dependants) if (await dependant.hasWorkAtBank(tx, connection)) return true;
    return false;
  }
}
