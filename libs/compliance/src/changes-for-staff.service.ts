import { Injectable } from '@nestjs/common';
import { type ChangeFacts, type ChangePerson, type ChangeRequest, Changes, mayForChange } from '@sluis/changes';
import { toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { LookUps } from './look-ups.js';
import { maskedIban } from './masking.js';

export interface ChangeSummary {
  id: string;
  kind: string;
  partner: { id: string; name: string } | null;
  subject: { type: string; id: string };
  asked_by: string;
  asked_at: string;
  expires_at: string;
  status: string;
}

export interface ChangeView extends ChangeSummary {
  before: Record<string, string>;
  after: Record<string, string>;
  reason: string;
  decided_by: string | null;
  decided_at: string | null;
  decision_reason: string | null;
  /** Of one that waits: false when what it would change was changed meanwhile. */
  is_as_it_was: boolean | null;
  /** Why whoever looks cannot approve; null when they can, or when nothing waits. */
  why_not: string | null;
  is_own: boolean;
}

/** Changes that take two people, for staff. */
@Injectable()
export class ChangesForStaff {
  constructor(
    private readonly transactions: Transactions,
    private readonly changes: Changes,
    private readonly lookUps: LookUps,
  ) {}

  list(staff: StaffIdentity, list: 'waiting' | 'ended'): Promise<ChangeSummary[]> {
    return this.transactions.run(async (tx) => {
      const changes = await this.changes.list(tx, list);
      const details = { list, rows: changes.length };
      await this.lookUps.record(tx, staff, 'listed', { subject: { type: 'list', id: 'changes' }, details });
      return changes.map(toChangeSummary);
    });
  }

  countWaiting(): Promise<number> {
    return this.transactions.run((tx) => this.changes.countWaiting(tx));
  }

  /** @returns undefined when there is no such change */
  read(staff: StaffIdentity, id: string): Promise<ChangeView | undefined> {
    return this.transactions.run(async (tx) => {
      const change = await this.changes.find(tx, id);
      if (!change) return undefined;
      await this.lookUps.record(tx, staff, 'viewed', {
        partnerId: change.partner?.id ?? null,
        subject: { type: 'change_request', id: toPublicId('changeRequest', id) },
      });
      return this.view(tx, staff, change);
    });
  }

  /** @returns the id under which it waits, null when it only takes away and is done already */
  async ask(
    staff: StaffIdentity,
    change: { kind: string; payload: unknown; reason: string },
  ): Promise<{ id: string | null }> {
    const id = await this.changes.ask(asPerson(staff), change);
    return { id: id === undefined ? null : toPublicId('changeRequest', id) };
  }

  approve(staff: StaffIdentity, id: string, reason: string): Promise<void> {
    return this.changes.approve(asPerson(staff), id, reason);
  }

  refuse(staff: StaffIdentity, id: string, reason: string): Promise<void> {
    return this.changes.refuse(asPerson(staff), id, reason);
  }

  withdraw(staff: StaffIdentity, id: string): Promise<void> {
    return this.changes.withdraw(asPerson(staff), id);
  }

  private async view(tx: Transaction, staff: StaffIdentity, change: ChangeRequest): Promise<ChangeView> {
    const waits = change.status === 'waiting';
    const seesAll = mayForChange(staff.roles, change.kind, 'decide');
    return {
      ...toChangeSummary(change),
      before: seesAll ? change.before : maskedFacts(change.before),
      after: seesAll ? change.after : maskedFacts(change.after),
      reason: change.reason,
      decided_by: change.decidedByName,
      decided_at: change.decidedAt?.toISOString() ?? null,
      decision_reason: change.decisionReason,
      is_as_it_was: waits ? await this.changes.isAsItWas(tx, change) : null,
      why_not: (waits && (await this.changes.whyNot(tx, asPerson(staff), change))) || null,
      is_own: change.askedBy.staff === staff.id,
    };
  }
}

function asPerson({ id, roles }: StaffIdentity): ChangePerson {
  return { staffId: id, roles };
}

/** Who may be paid can be people: whoever decides sees the accounts, whoever asks knows them. */
function maskedFacts(facts: ChangeFacts): ChangeFacts {
  const masked = (text: string) =>
    text.replaceAll(/\b[A-Z]{2}\d{2}[A-Z0-9]{10,30}\b/g, (iban) => maskedIban(iban) ?? '');
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, masked(value)]));
}

export function toChangeSummary(change: ChangeRequest): ChangeSummary {
  return {
    id: toPublicId('changeRequest', change.id),
    kind: change.kind,
    partner: change.partner && { id: toPublicId('partner', change.partner.id), name: change.partner.name },
    subject: change.subject,
    asked_by: change.askedByName,
    asked_at: change.askedAt.toISOString(),
    expires_at: change.expiresAt.toISOString(),
    status: change.status,
  };
}
