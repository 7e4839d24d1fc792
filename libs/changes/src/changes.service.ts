import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { type AuditActor, AuditTrail, type AuditEntry } from '@sluis/audit';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { newId, queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { ChangeKind, ChangeOrder, ChangeSight } from './change-kind.js';
import { areTwoPeople, type ChangePerson, idsOf, type PersonIds, personActor, rolesOf } from './change-person.js';
import { type ChangeRequest, isKnownKind, isWaiting, readChanges } from './change-request.js';
import { type ChangeKindName, mayForChange } from './change-roles.js';

const waitsForDays = 7;

/** A kind with its payload still to be read. */
interface KnownKind {
  look(tx: Transaction, payload: unknown): Promise<ChangeSight>;
  apply(tx: Transaction, payload: unknown, order: ChangeOrder): Promise<void>;
}

/**
 * The one door for changes that take two people. One asks, with a reason; another approves, and the change is carried out
 * in that transaction, or refuses.
 */
@Injectable()
export class Changes {
  /** On a test platform whoever works at its command line needs nobody else: there is nothing real to hurt. */
  readonly oneIsEnough: boolean;
  private readonly kinds = new Map<ChangeKindName, KnownKind>();

  constructor(
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
    { env }: Config,
  ) {
    this.oneIsEnough = env.PLATFORM_MODE === 'test';
  }

  register<Payload>(kind: ChangeKind<Payload>): void {
    const read = (payload: unknown): Payload => {
      const parsed = kind.payload.safeParse(payload);
      if (parsed.success) return parsed.data;
      throw new DomainError('request_invalid', 'The change is not described as it has to be.', {
        fields: parsed.error.issues.map(({ path, message }) => ({
          pointer: ['', 'payload', ...path.map(String)].join('/'),
          code: 'invalid',
          detail: message,
        })),
      });
    };
    this.kinds.set(kind.name, {
      look: async (tx, payload) => kind.look(tx, read(payload)),
      apply: async (tx, payload, order) => kind.apply(tx, read(payload), order),
    });
  }

  /**
   * @returns the id under which it waits; undefined when it only takes away and is done already
   * @throws DomainError change_refused  the role may not ask for it, or the same waits already
   * @throws DomainError request_invalid  the payload is none of this kind
   */
  ask(
    person: ChangePerson,
    { kind, payload, reason }: { kind: string; payload: unknown; reason: string },
  ): Promise<string | undefined> {
    return this.transactions.run(async (tx) => {
      const name = this.requireKind(kind);
      if (!mayForChange(rolesOf(person), name, 'ask')) throw refused('Your roles do not include asking for this.');
      const sight = await this.known(name).look(tx, payload);
      const by = idsOf(person);
      if (sight.isTightening) {
        const order = { changeId: null, actor: personActor(by), askedBy: personActor(by), reason };
        await this.known(name).apply(tx, payload, order);
        return undefined;
      }
      await this.endExpired(tx);
      const id = newId();
      const written = await queryRows(
        tx,
        `INSERT INTO change_requests (partner_id, id, kind, subject_type, subject_id, payload, before, after, reason,
           asked_by_staff, asked_by_operator, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now() + make_interval(days => $12))
         ON CONFLICT (kind, subject_id, md5(payload::text)) WHERE status = 'waiting' DO NOTHING RETURNING id`,
        [
          sight.partnerId,
          id,
          name,
          sight.subject.type,
          sight.subject.id,
          JSON.stringify(payload),
          JSON.stringify(sight.before),
          JSON.stringify(sight.after),
          reason,
          by.staff,
          by.operator,
          waitsForDays,
        ],
      );
      if (written.length === 0) throw refused('The same change waits already.');
      const change = { id, kind: name, partnerId: sight.partnerId, subject: sight.subject };
      await this.record(tx, 'asked', change, by);
      return id;
    });
  }

  /** Carries a change out on one person's word, where `oneIsEnough`. */
  async doAlone(
    tx: Transaction,
    { kind, payload, reason, actor }: { kind: ChangeKindName; payload: unknown; reason: string; actor: AuditActor },
  ): Promise<void> {
    if (!this.oneIsEnough) throw new Error('on a live platform changes take two people');
    await this.known(kind).look(tx, payload);
    await this.known(kind).apply(tx, payload, { changeId: null, actor, askedBy: actor, reason });
  }

  /** Those that wait, oldest first; or those that ended, newest first. */
  list(tx: Transaction, list: 'waiting' | 'ended'): Promise<ChangeRequest[]> {
    const rest =
      list === 'waiting' ? `WHERE ${isWaiting} ORDER BY c.id` : `WHERE NOT (${isWaiting}) ORDER BY c.id DESC`;
    return readChanges(tx, `${rest} LIMIT 200`, []);
  }

  /** Newest first. */
  ofPartner(tx: Transaction, partnerId: string): Promise<ChangeRequest[]> {
    return readChanges(tx, `WHERE c.partner_id = $1 ORDER BY c.id DESC LIMIT 50`, [partnerId]);
  }

  async countWaiting(tx: Transaction): Promise<number> {
    const [row] = await queryRows<{ number: number }>(
      tx,
      `SELECT count(*)::int AS number FROM change_requests c WHERE ${isWaiting}`,
    );
    return row?.number ?? 0;
  }

  async find(tx: Transaction, id: string): Promise<ChangeRequest | undefined> {
    const [change] = await readChanges(tx, `WHERE c.id = $1`, [id]);
    return change;
  }

  /** Whether what the change would alter is still as it was when it was asked for. */
  async isAsItWas(tx: Transaction, { kind, payload, before }: ChangeRequest): Promise<boolean> {
    const sight = await this.known(kind)
      .look(tx, payload)
      .catch((error: unknown) => {
        if (error instanceof DomainError) return undefined;
        throw error;
      });
    return sight !== undefined && isDeepStrictEqual(sight.before, before);
  }

  /** @returns why this person cannot approve; undefined when they can */
  async whyNot(tx: Transaction, person: ChangePerson, { kind, askedBy }: ChangeRequest): Promise<string | undefined> {
    if (!mayForChange(rolesOf(person), kind, 'decide')) return 'Your roles do not include deciding this.';
    if (await areTwoPeople(tx, askedBy, idsOf(person))) return undefined;
    return 'Somebody else has to approve: not who asked, and nobody who may be the same person.';
  }

  /**
   * Approves, and carries it out.
   *
   * @throws DomainError change_refused  nothing waits, the same pair of eyes, a role that may not, or what it would change
   *   is not what it was
   */
  async approve(person: ChangePerson, id: string, reason: string): Promise<void> {
    const by = idsOf(person);
    const trouble = await this.transactions.run(async (tx) => {
      const change = await this.lock(tx, id);
      const why = await this.whyNot(tx, person, change);
      if (why !== undefined) {
        // The database refuses it too; here it leaves a record and a sentence.
        await this.record(tx, 'approved', ofRequest(change), by, 'refused');
        return why;
      }
      if (!(await this.isAsItWas(tx, change)))
        return 'What it would change is not as it was when it was asked for. Refuse it, and ask again.';
      await this.end(tx, id, 'approved', by, reason);
      await this.known(change.kind).apply(tx, change.payload, {
        changeId: id,
        actor: personActor(by),
        askedBy: personActor(change.askedBy),
        reason: change.reason,
      });
      await this.record(tx, 'approved', ofRequest(change), by);
      return undefined;
    });
    if (trouble !== undefined) throw refused(trouble);
  }

  /** @throws DomainError change_refused  nothing waits, or a role that may not */
  async refuse(person: ChangePerson, id: string, reason: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const change = await this.lock(tx, id);
      if (!mayForChange(rolesOf(person), change.kind, 'decide'))
        throw refused('Your roles do not include deciding this.');
      await this.end(tx, id, 'refused', idsOf(person), reason);
      await this.record(tx, 'refused', ofRequest(change), idsOf(person));
    });
  }

  /** Whoever asked thinks better of it. @throws DomainError change_refused  nothing of theirs waits */
  async withdraw(person: ChangePerson, id: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const change = await this.lock(tx, id);
      const by = idsOf(person);
      if (!isDeepStrictEqual(change.askedBy, by)) throw refused('Only who asked for it takes it back.');
      await this.end(tx, id, 'withdrawn', by, null);
      await this.record(tx, 'withdrawn', ofRequest(change), by);
    });
  }

  private requireKind(kind: string): ChangeKindName {
    if (isKnownKind(kind) && this.kinds.has(kind)) return kind;
    throw new DomainError('request_invalid', 'There is no such kind of change.', {
      fields: [{ pointer: '/kind', code: 'invalid', detail: 'is no kind of change' }],
    });
  }

  private known(name: ChangeKindName): KnownKind {
    const kind = this.kinds.get(name);
    if (!kind) throw new DomainError('platform_unavailable', `This process does not know how "${name}" is done.`);
    return kind;
  }

  private async lock(tx: Transaction, id: string): Promise<ChangeRequest> {
    await tx.query(`SELECT FROM change_requests WHERE id = $1 FOR UPDATE`, [id]);
    const change = await this.find(tx, id);
    if (change?.status !== 'waiting') throw refused('There is no such change that waits for a decision.');
    return change;
  }

  private async end(
    tx: Transaction,
    id: string,
    status: 'approved' | 'refused' | 'withdrawn',
    { staff, operator }: PersonIds,
    reason: string | null,
  ): Promise<void> {
    await tx.query(
      `UPDATE change_requests SET status = $2, decided_by_staff = $3, decided_by_operator = $4, decision_reason = $5,
         decided_at = now() WHERE id = $1`,
      [id, status, staff, operator, reason],
    );
  }

  private async endExpired(tx: Transaction): Promise<void> {
    const expired = await queryRows<{
      id: string;
      kind: string;
      partnerId: string | null;
      subjectType: string;
      subjectId: string;
    }>(
      tx,
      `UPDATE change_requests SET status = 'expired', decided_at = now() WHERE status = 'waiting' AND expires_at <= now()
       RETURNING id, kind, partner_id AS "partnerId", subject_type AS "subjectType", subject_id AS "subjectId"`,
    );
    for (const { subjectType: type, subjectId, ...change } of expired)
      await this.record(
        tx,
        'expired',
        { ...change, subject: { type, id: subjectId } },
        { staff: null, operator: null },
      );
  }

  private record(
    tx: Transaction,
    verb: 'asked' | 'approved' | 'refused' | 'withdrawn' | 'expired',
    change: ChangeToRecord,
    by: PersonIds,
    outcome: AuditEntry['outcome'] = 'done',
  ): Promise<void> {
    return this.audit.record(tx, {
      partnerId: change.partnerId,
      actor: personActor(by),
      action: `change.${verb}`,
      subject: change.subject,
      outcome,
      cause: outcome === 'refused' ? 'four_eyes' : undefined,
      details: {
        change_id: toPublicId('changeRequest', change.id),
        kind: change.kind,
        ...(change.askedBy && { asked_by: personActor(change.askedBy).id ?? null }),
      },
    });
  }
}

interface ChangeToRecord {
  id: string;
  kind: string;
  partnerId: string | null;
  subject: { type: string; id: string };
  askedBy?: PersonIds;
}

function ofRequest({ id, kind, partner, subject, askedBy }: ChangeRequest): ChangeToRecord {
  return { id, kind, partnerId: partner?.id ?? null, subject, askedBy };
}

function refused(detail: string): DomainError {
  return new DomainError('change_refused', detail);
}
