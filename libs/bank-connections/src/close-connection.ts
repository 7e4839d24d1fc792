import { Injectable, Logger } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { BunqNotSentError } from '@sluis/bunq-client';
import { isAccessLost, readGrant } from '@sluis/consents';
import type { WorkResult } from '@sluis/outbox';
import { toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { BusinessIdentity } from '@sluis/tpp-identity';
import { BankConnection } from './bank-connection.entity.js';
import { BankConnections } from './bank-connections.service.js';
import { ConnectionDependants } from './connection-dependants.js';
import { ConnectionEndings } from './connection-endings.js';
import { ConnectionTransitions } from './connection-transitions.js';

const pollMs = 500;
const retryMs = 5_000;

/** What is left to do at the bank around the end of a connection. */
@Injectable()
export class CloseConnection {
  private readonly logger = new Logger(CloseConnection.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly connections: BankConnections,
    private readonly dependants: ConnectionDependants,
    private readonly endings: ConnectionEndings,
    private readonly transitions: ConnectionTransitions,
    private readonly audit: AuditTrail,
    private readonly businessIdentity: BusinessIdentity,
  ) {}

  /**
   * Destroys the last of the access once nothing of what was begun is left to see to, a minute after the end at the latest;
   * then the session. A last look after that minute closes what a call under way at the end may have opened again.
   */
  async close(partnerId: string, id: string): Promise<WorkResult> {
    const { closesAt, isDone } = await this.transactions.forPartner(partnerId, (tx) =>
      this.destroyWhatIsDone(tx, partnerId, id),
    );
    if (!closesAt) return 'done';
    if (!isDone) return { againInMs: pollMs };
    try {
      await this.businessIdentity.closeConnectionSession(id);
    } catch (error) {
      // Forgotten here already, which is what counts; at the bank it lapses by itself.
      this.logger.warn({
        msg: 'a session could not be closed at the bank',
        connection_id: id,
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
    const leftMs = closesAt.getTime() - Date.now();
    return leftMs > 0 ? { againInMs: leftMs } : 'done';
  }

  private async destroyWhatIsDone(
    tx: Transaction,
    partnerId: string,
    id: string,
  ): Promise<{ closesAt: Date | null | undefined; isDone: boolean }> {
    const connection = await this.transitions.lock(tx, partnerId, id);
    const closesAt = connection?.accessClosesAt;
    if (!closesAt || connection.closingSecretSealed === null) return { closesAt, isDone: true };
    const isLeft = await this.dependants.haveWorkAtBank(tx, { partnerId, connectionId: id });
    if (isLeft && closesAt.getTime() > Date.now()) return { closesAt, isDone: false };
    await tx.update(BankConnection, { partnerId, id }, { closingSecretSealed: null });
    await this.audit.record(tx, {
      partnerId,
      actor: { type: 'platform' },
      action: 'bank_connection.access_destroyed',
      subject: { type: 'bank_connection', id: toPublicId('bankConnection', id) },
      outcome: isLeft ? 'alarm' : 'done',
      cause: isLeft ? 'work_unfinished' : 'nothing_left_to_follow',
    });
    return { closesAt, isDone: true };
  }

  /** Reads whether the bank still takes the access; only that read ends a connection, never the hint that led to it. */
  async probe(partnerId: string, id: string): Promise<WorkResult> {
    const access = await this.transactions.forPartner(partnerId, (tx) => this.connections.access(tx, partnerId, id));
    if (!access) return 'done';
    try {
      await readGrant(access.caller);
    } catch (error) {
      if (isAccessLost(error)) await this.endings.recordBankLoss(partnerId, id, error);
      else if (error instanceof BunqNotSentError) return { againInMs: retryMs };
      else throw error;
    }
    return 'done';
  }
}
