import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import type { Transaction } from '@sluis/persistence';
import type { PaymentRequest } from './payment-request.entity.js';

/** Who moved a request, and why. */
export interface RequestMove {
  actor: AuditActor;
  reason?: string;
}

/** A capability that goes on by payment requests, and moves when they move. */
export interface RequestDependant {
  /** In the transaction that gave the request its status. The request's row is locked. */
  moved(tx: Transaction, request: PaymentRequest, move: RequestMove): Promise<void>;
}

/** Who goes on by payment requests. Capabilities stand above and enter themselves here, so that imports point one way. */
@Injectable()
export class RequestDependants {
  private readonly dependants = new Set<RequestDependant>();

  add(dependant: RequestDependant): void {
    this.dependants.add(dependant);
  }

  async moved(tx: Transaction, request: PaymentRequest, move: RequestMove): Promise<void> {
    for (const dependant of this.dependants) await dependant.moved(tx, request, move);
  }
}
