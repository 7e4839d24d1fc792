import type { AuditActor } from '@sluis/audit';
import type { Transaction } from '@sluis/persistence';
import type { z } from 'zod';
import type { ChangeKindName } from './change-roles.js';

/** What people decide by: names and values as they are shown. */
export type ChangeFacts = Record<string, string>;

/** A change as it looks at this moment. */
export interface ChangeSight {
  /** Null when it is about no partner. */
  partnerId: string | null;
  /** What would change, by its public id. */
  subject: { type: string; id: string };
  /** What is so now. An approval is refused when it is not what it was when the change was asked for. */
  before: ChangeFacts;
  after: ChangeFacts;
  /** It only takes away what was allowed, and needs nobody else: stopping something must be quick. */
  isTightening?: boolean;
}

/** Under whose word a change is carried out. */
export interface ChangeOrder {
  changeId: string | null;
  /** Who approved, or who asked where nobody else was needed. */
  actor: AuditActor;
  /** Who asked. */
  askedBy: AuditActor;
  reason: string;
}

/** One kind of change that takes two people. The lib whose thing it changes makes it known with `Changes.register`. */
export interface ChangeKind<Payload> {
  name: ChangeKindName;
  /**
   * What says exactly what is to be done: ids, figures, codes. The text is kept as it was sent and read again by this
   * schema when it is carried out; of a person it holds an id, not what is known of them.
   */
  payload: z.ZodType<Payload>;
  /** @throws DomainError when there is nothing to change, or it could never be done */
  look(tx: Transaction, payload: Payload): Promise<ChangeSight>;
  /** Carries it out in the transaction of the approval. What takes long makes work due there. */
  apply(tx: Transaction, payload: Payload, order: ChangeOrder): Promise<void>;
}
