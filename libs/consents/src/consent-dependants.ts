import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import type { Transaction } from '@sluis/persistence';

export interface ConsentKey {
  partnerId: string;
  consentId: string;
}

/** A capability that begins work under consents, and must end it with them. */
export interface ConsentDependant {
  /**
   * Stops what was begun, in the transaction that ends the consent. The consent's row is locked, so nothing new begins.
   *
   * @returns whether the bank still holds something of it, to be withdrawn or whose end is to be read
   */
  endWork(tx: Transaction, consent: ConsentKey, actor: AuditActor): Promise<boolean>;
  /** Whether the bank still holds something of it, or of what was begun before `begunBefore`. */
  hasWorkAtBank(tx: Transaction, consent: ConsentKey, begunBefore?: Date): Promise<boolean>;
}

/** Who works under consents. Capabilities stand above consents and enter themselves here, so that imports point one way. */
@Injectable()
export class ConsentDependants {
  private readonly dependants = new Set<ConsentDependant>();

  add(dependant: ConsentDependant): void {
    this.dependants.add(dependant);
  }

  async endWork(tx: Transaction, consent: ConsentKey, actor: AuditActor): Promise<boolean> {
    let isLeft = false;
    for (const dependant of this.dependants) isLeft = (await dependant.endWork(tx, consent, actor)) || isLeft;
    return isLeft;
  }

  async haveWorkAtBank(tx: Transaction, consent: ConsentKey, begunBefore?: Date): Promise<boolean> {
    for (const dependant of this.dependants) if (await dependant.hasWorkAtBank(tx, consent, begunBefore)) return true;
    return false;
  }
}
