import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { personActor, type PersonIdentity } from '@sluis/partner-people';
import { DerivedTokens, type Transaction } from '@sluis/persistence';

/** What a partner's people looked at: written in the transaction that reads it, so that nothing is shown without its record. */
@Injectable()
export class PersonLookUps {
  constructor(
    private readonly audit: AuditTrail,
    private readonly hashes: DerivedTokens,
  ) {}

  record(
    tx: Transaction,
    person: PersonIdentity,
    action: 'searched' | 'listed' | 'viewed' | 'revealed',
    subject: { type: string; id: string },
    details: Record<string, string | number | null> = {},
  ): Promise<void> {
    return this.audit.record(tx, {
      partnerId: person.partnerId,
      actor: personActor(person),
      action: `partner_person.${action}`,
      subject,
      outcome: 'done',
      details,
    });
  }

  /** Whether two searched for the same can be told, what it was cannot. */
  hashOf(person: PersonIdentity, term: string): string {
    return this.hashes.derive('dashboard search', `${person.partnerId} ${term}`).slice(0, 22);
  }
}
