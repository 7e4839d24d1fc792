import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { recordCallback } from '@sluis/bank-orders';
import type { BunqCaller } from '@sluis/bunq-client';
import { DomainError } from '@sluis/errors';
import { Outbox } from '@sluis/outbox';
import { Partners } from '@sluis/partners';
import { newId, tokenHash, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { BusinessIdentity } from '@sluis/tpp-identity';
import { BankConnection, type ConnectionAccount } from './bank-connection.entity.js';
import { ConnectionAccounts } from './connection-accounts.js';
import { capabilitiesOf, type ConnectionCapability } from './connection-capabilities.js';
import { ConnectionResources, type BankConnectionResource } from './connection-resource.js';
import { ConnectionSecrets } from './connection-secrets.js';
import { ConnectionTransitions, subjectOf } from './connection-transitions.js';

const openForMinutes = 60;

export type CreateConnectionInput =
  { method: 'oauth'; redirectUri: string; state: string | null } | { method: 'api_key'; apiKey: string };

/** A connection that can be used now, and the account meant. */
export interface UsableConnection {
  connection: BankConnection;
  account: ConnectionAccount;
}

/** What it takes to act on a partner's account at the bank. It holds a secret and lives in memory only. */
export interface ConnectionAccess {
  connectionId: string;
  caller: BunqCaller;
  account: ConnectionAccount;
  bunqMonetaryAccountId: number;
}

/** Partners' own accounts at the bank: connected, used for what the connection can do, and disconnected. */
@Injectable()
export class BankConnections {
  constructor(
    private readonly transactions: Transactions,
    private readonly partners: Partners,
    private readonly outbox: Outbox,
    private readonly transitions: ConnectionTransitions,
    private readonly accounts: ConnectionAccounts,
    private readonly secrets: ConnectionSecrets,
    private readonly resources: ConnectionResources,
    private readonly businessIdentity: BusinessIdentity,
  ) {}

  /** For `create`, before its transaction begins: whether partners can be sent to the bank is read in one of its own. */
  hasApp(): Promise<boolean> {
    return this.businessIdentity.hasOauth();
  }

  /**
   * Begins a connection: by a visit to the bank, or with a key that the worker tries at the bank.
   *
   * @throws DomainError redirect_uri_not_registered | connection_method_not_available
   */
  async create(
    tx: Transaction,
    partnerId: string,
    input: CreateConnectionInput,
    { actor, hasApp }: { actor: AuditActor; hasApp: boolean },
  ): Promise<BankConnection> {
    if (input.method === 'oauth') await this.requireOauth(tx, partnerId, input.redirectUri, hasApp);
    const id = newId();
    const now = new Date();
    const connection = tx.create(BankConnection, {
      partnerId,
      id,
      method: input.method,
      status: 'awaiting_authorisation',
      statusReason: null,
      version: 1,
      redirectUri: input.method === 'oauth' ? input.redirectUri : null,
      state: input.method === 'oauth' ? input.state : null,
      linkTokenHash: tokenHash(this.resources.linkToken(id)),
      linkExpiresAt: new Date(now.getTime() + openForMinutes * 60_000),
      secretSealed: input.method === 'api_key' ? this.secrets.seal({ partnerId, id }, input.apiKey) : null,
      closingSecretSealed: null,
      accessClosesAt: null,
      bunqUserId: null,
      createdAt: now,
      updatedAt: now,
      connectedAt: null,
      endedAt: null,
    });
    await this.transitions.begin(tx, connection, actor);
    if (input.method === 'api_key') {
      await this.outbox.schedule(tx, { kind: 'bank_connections.complete', subject: subjectOf(connection), partnerId });
    }
    return connection;
  }

  async find(tx: Transaction, partnerId: string, id: string): Promise<BankConnection | undefined> {
    return (await tx.findOneBy(BankConnection, { partnerId, id })) ?? undefined;
  }

  /** Newest first. */
  async list(
    partnerId: string,
    { limit, after, before }: { limit: number; after?: string; before?: string },
  ): Promise<{ items: BankConnection[]; hasMore: boolean }> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const query = tx
        .createQueryBuilder(BankConnection, 'connection')
        .where('connection.partnerId = :partnerId', { partnerId })
        .take(limit + 1);
      if (after) query.andWhere('connection.id < :after', { after });
      if (before) query.andWhere('connection.id > :before', { before });
      const rows = await query.orderBy('connection.id', before ? 'ASC' : 'DESC').getMany();
      const items = rows.slice(0, limit);
      return { items: before ? items.toReversed() : items, hasMore: rows.length > limit };
    });
  }

  accountsOf(tx: Transaction, connection: Pick<BankConnection, 'partnerId' | 'id'>): Promise<ConnectionAccount[]> {
    return this.accounts.of(tx, connection);
  }

  async resourceOf(tx: Transaction, connection: BankConnection): Promise<BankConnectionResource> {
    return this.resources.toResource(connection, await this.accountsOf(tx, connection));
  }

  authorisationUrl(connection: BankConnection): string | null {
    return this.resources.authorisationUrl(connection);
  }

  /**
   * The door of every capability: a connection of the partner's that can do this, now. Ending the connection waits for the
   * transaction that asked, so that whatever it writes is found by the end.
   *
   * @param connectionId when left out, the only active connection that can do this
   * @param accountId of the connection's; its default account when left out
   * @throws DomainError bank_connection_not_usable  unknown, not active, or none at all
   * @throws DomainError bank_connection_ambiguous   several would do and none was named
   * @throws DomainError bank_connection_incapable   the bank does not let this kind of connection do it
   * @throws DomainError account_not_in_connection
   */
  async requireUsable(
    tx: Transaction,
    partnerId: string,
    connectionId: string | undefined,
    capability: Wanted,
    accountId?: string,
  ): Promise<UsableConnection> {
    const id = connectionId ?? (await this.onlyOne(tx, partnerId, capability));
    const connection = await this.requireActive(tx, partnerId, id, capability);
    const accounts = await this.accounts.of(tx, connection);
    const account = accounts.find((one) => (accountId === undefined ? one.isDefault : one.id === accountId));
    if (!account) throw notInConnection('/account_id');
    return { connection, account };
  }

  /**
   * As `requireUsable`, for the account with this IBAN, on whichever connection reaches it: where several do, they reach
   * the same account.
   */
  async requireUsableOfIban(
    tx: Transaction,
    partnerId: string,
    iban: string,
    capability: Wanted,
    connectionId?: string,
  ): Promise<UsableConnection> {
    const ids = connectionId === undefined ? await this.reaching(tx, partnerId, iban, capability) : [connectionId];
    const [id] = ids;
    if (id === undefined) throw notUsable();
    const connection = await this.requireActive(tx, partnerId, id, capability);
    const account = (await this.accounts.of(tx, connection)).find((one) => one.iban === iban);
    if (!account) throw notInConnection('/bank_connection_id');
    return { connection, account };
  }

  /**
   * For the worker: to act on an account of an active connection.
   *
   * @param accountId of the connection's; its default account when left out
   * @returns undefined when the connection is not active
   */
  async access(
    tx: Transaction,
    partnerId: string,
    connectionId: string,
    accountId?: string,
  ): Promise<ConnectionAccess | undefined> {
    const connection = await this.find(tx, partnerId, connectionId);
    if (connection?.status !== 'active') return undefined;
    return this.accessWith(tx, connection, this.secrets.open(connection), accountId);
  }

  /**
   * As `access`, and for up to a minute after the partner disconnected: to read how what was begun ended, and to withdraw
   * it. Never to begin anything.
   */
  async accessToFollow(
    tx: Transaction,
    partnerId: string,
    connectionId: string,
    accountId?: string,
  ): Promise<ConnectionAccess | undefined> {
    const connection = await this.find(tx, partnerId, connectionId);
    if (connection?.status === 'active')
      return this.accessWith(tx, connection, this.secrets.open(connection), accountId);
    if (!connection?.accessClosesAt || connection.accessClosesAt <= new Date()) return undefined;
    return this.accessWith(tx, connection, this.secrets.openClosing(connection), accountId);
  }

  /** Something hints that the bank no longer honours a connection: have it tried. The hint itself changes nothing. */
  async lookNow(tx: Transaction, partnerId: string, id: string): Promise<void> {
    await this.outbox.schedule(tx, {
      kind: 'bank_connections.probe',
      subject: subjectOf({ partnerId, id }),
      partnerId,
    });
  }

  /** The bank hints that a connection ended. Nothing is believed; unknown users change nothing. */
  async lookNowAtBankUser(bunqUserId: number): Promise<void> {
    await this.transactions.run(async (tx) => {
      for (const { partnerId, id } of await tx.findBy(BankConnection, { bunqUserId, status: 'active' })) {
        await this.lookNow(tx, partnerId, id);
        const subject = toPublicId('bankConnection', id);
        await recordCallback(tx, { partnerId, subject, kind: 'connection_ended', effect: 'read_is_due' });
      }
    });
  }

  private async accessWith(
    tx: Transaction,
    connection: BankConnection,
    secret: string | undefined,
    accountId: string | undefined,
  ): Promise<ConnectionAccess | undefined> {
    const accounts = await this.accounts.of(tx, connection);
    const account = accounts.find(({ id, isDefault }) => (accountId === undefined ? isDefault : id === accountId));
    if (secret === undefined || !account) return undefined;
    const caller = this.businessIdentity.connection(connection.id, secret);
    return { connectionId: connection.id, caller, account, bunqMonetaryAccountId: account.bunqMonetaryAccountId };
  }

  private async requireActive(
    tx: Transaction,
    partnerId: string,
    id: string,
    capability: Wanted,
  ): Promise<BankConnection> {
    const connection = await tx.findOne(BankConnection, {
      where: { partnerId, id },
      lock: { mode: 'pessimistic_read' },
    });
    if (connection?.status !== 'active') throw notUsable();
    if (rankOf(connection, capability) < Infinity) return connection;
    const what = `is connected by ${connection.method}, which does not allow ${nameOf(capability)}`;
    throw new DomainError('bank_connection_incapable', `The bank connection ${what}.`, {
      fields: [{ pointer: '/bank_connection_id', code: 'incapable', detail: what }],
    });
  }

  /** Those that can do it first; of several alike the oldest, so that equal requests choose equally. */
  private async reaching(tx: Transaction, partnerId: string, iban: string, capability: Wanted): Promise<string[]> {
    const active = await tx.find(BankConnection, { where: { partnerId, status: 'active' }, order: { id: 'ASC' } });
    const reaching: BankConnection[] = [];
    for (const connection of active)
      if ((await this.accounts.of(tx, connection)).some((one) => one.iban === iban)) reaching.push(connection);
    return reaching
      .toSorted((left, right) => Math.sign(rankOf(left, capability) - rankOf(right, capability)) || 0)
      .map(({ id }) => id);
  }

  private async onlyOne(tx: Transaction, partnerId: string, capability: Wanted): Promise<string> {
    const active = await tx.findBy(BankConnection, { partnerId, status: 'active' });
    const best = Math.min(...active.map((connection) => rankOf(connection, capability)));
    const [first, ...others] = active.filter(
      (connection) => best < Infinity && rankOf(connection, capability) === best,
    );
    if (!first) throw notUsable();
    if (others.length === 0) return first.id;
    throw new DomainError('bank_connection_ambiguous', `Several connections allow ${nameOf(capability)}; name one.`, {
      fields: [{ pointer: '/bank_connection_id', code: 'required', detail: 'must name one of several' }],
    });
  }

  private async requireOauth(tx: Transaction, partnerId: string, redirectUri: string, hasApp: boolean): Promise<void> {
    await this.partners.requireRedirectUri(tx, partnerId, redirectUri);
    if (hasApp) return;
    throw new DomainError('connection_method_not_available', 'This platform has no app at the bank; use api_key.', {
      fields: [{ pointer: '/method', code: 'not_available', detail: 'is not available here' }],
    });
  }
}

/** One of several will do; those named first are preferred. */
type Wanted = ConnectionCapability | readonly ConnectionCapability[];

/** How well a connection does it: 0 is best, and one that cannot do it at all is infinitely bad. */
function rankOf(connection: BankConnection, wanted: Wanted): number {
  const capabilities = capabilitiesOf(connection);
  const rank = [wanted].flat().findIndex((capability) => capabilities.includes(capability));
  return rank < 0 ? Infinity : rank;
}

function nameOf(wanted: Wanted): string {
  return String([wanted].flat()[0]);
}

function notInConnection(pointer: string): DomainError {
  return new DomainError('account_not_in_connection', 'The account is not part of the bank connection.', {
    fields: [{ pointer, code: 'not_in_connection', detail: 'has no such account' }],
  });
}

function notUsable(): DomainError {
  return new DomainError('bank_connection_not_usable', 'There is no such active bank connection.', {
    fields: [{ pointer: '/bank_connection_id', code: 'not_usable', detail: 'is not an active bank connection' }],
  });
}
