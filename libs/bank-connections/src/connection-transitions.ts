import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { EventLog } from '@sluis/events';
import { Outbox } from '@sluis/outbox';
import { toPublicId, type Transaction } from '@sluis/persistence';
import { BusinessIdentity } from '@sluis/tpp-identity';
import { connectionMayBecome, type ConnectionStatus } from './bank-connection-status.js';
import { BankConnection } from './bank-connection.entity.js';
import { ConnectionAccounts } from './connection-accounts.js';
import { ConnectionDependants } from './connection-dependants.js';
import { ConnectionResources } from './connection-resource.js';
import { ConnectionSecrets } from './connection-secrets.js';

/** How long an ended connection's secret may serve to see how what was begun ends. */
const closingMs = 60_000;

export interface ConnectionChange {
  actor: AuditActor;
  reason?: string;
  patch?: Partial<Pick<BankConnection, 'bunqUserId' | 'connectedAt'>>;
}

/** The one way a connection changes: with its event and its audit record, or not at all. */
@Injectable()
export class ConnectionTransitions {
  constructor(
    private readonly events: EventLog,
    private readonly audit: AuditTrail,
    private readonly outbox: Outbox,
    private readonly secrets: ConnectionSecrets,
    private readonly accounts: ConnectionAccounts,
    private readonly resources: ConnectionResources,
    private readonly dependants: ConnectionDependants,
    private readonly businessIdentity: BusinessIdentity,
  ) {}

  /** Row-locked, so that two changes of one connection follow each other. */
  async lock(tx: Transaction, partnerId: string, id: string): Promise<BankConnection | undefined> {
    const where = { partnerId, id };
    return (await tx.findOne(BankConnection, { where, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Writes a new connection with its first event. */
  async begin(tx: Transaction, connection: BankConnection, actor: AuditActor): Promise<void> {
    await tx.insert(BankConnection, connection);
    await this.tell(tx, connection, { actor });
    await this.outbox.schedule(tx, {
      kind: 'bank_connections.expire',
      subject: subjectOf(connection),
      partnerId: connection.partnerId,
      inMs: Math.max(0, connection.linkExpiresAt.getTime() - Date.now()),
    });
  }

  /**
   * Moves a locked connection along the state table. An end takes the secret with it, and what capabilities began.
   *
   * @throws DomainError bank_connection_transition_refused
   */
  async move(tx: Transaction, connection: BankConnection, status: ConnectionStatus, change: ConnectionChange) {
    const { status: from, partnerId, id, version } = connection;
    if (!connectionMayBecome(from, status)) {
      throw new DomainError(
        'bank_connection_transition_refused',
        `A connection that is ${from} cannot become ${status}.`,
      );
    }
    const ended = status === 'active' ? {} : await this.end(tx, connection, status, change.actor);
    const columns: Partial<BankConnection> = {
      ...change.patch,
      ...ended,
      status,
      statusReason: change.reason ?? null,
      version: version + 1,
      updatedAt: new Date(),
    };
    await tx.update(BankConnection, { partnerId, id }, columns);
    Object.assign(connection, columns);
    await this.tell(tx, connection, change);
  }

  private async end(
    tx: Transaction,
    connection: BankConnection,
    status: ConnectionStatus,
    actor: AuditActor,
  ): Promise<Partial<BankConnection>> {
    const { partnerId, id } = connection;
    const endedAt = new Date();
    if (connection.status !== 'active') {
      // At most the session in which the account was being read.
      await this.businessIdentity.forgetConnectionSession(tx, id);
      return { endedAt, secretSealed: null };
    }
    const isLeftAtBank = await this.dependants.endWork(tx, { partnerId, connectionId: id }, actor);
    const secret = this.secrets.open(connection);
    // A bank that no longer takes it leaves nothing to keep it for.
    const mayFollow = isLeftAtBank && secret !== undefined && status !== 'lost';
    await this.outbox.schedule(tx, { kind: 'bank_connections.close', subject: subjectOf(connection), partnerId });
    return {
      endedAt,
      secretSealed: null,
      closingSecretSealed: mayFollow ? this.secrets.sealClosing(connection, secret) : null,
      accessClosesAt: new Date(endedAt.getTime() + closingMs),
    };
  }

  private async tell(tx: Transaction, connection: BankConnection, { actor, reason }: ConnectionChange): Promise<void> {
    const { partnerId, id, version, status, method } = connection;
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: `bank_connection.${status}`,
      subject: { type: 'bank_connection', id: toPublicId('bankConnection', id) },
      outcome: 'done',
      cause: reason,
      details: { version, method },
    });
    await this.events.append(tx, {
      partnerId,
      type: `bank_connection.${status}`,
      resourceType: 'bank_connection',
      resourceId: id,
      resourceVersion: version,
      resource: this.resources.toResource(connection, await this.accounts.of(tx, connection)),
    });
  }
}

/** How due work names a connection: both halves of its key. */
export function subjectOf({ partnerId, id }: Pick<BankConnection, 'partnerId' | 'id'>): string {
  return `${partnerId}/${id}`;
}
