import { Injectable, Logger } from '@nestjs/common';
import { BunqNotSentError, notificationFilterUrl, type BunqCaller } from '@sluis/bunq-client';
import { CodeExchange, isAccessLost, readGrant, type BankGrant } from '@sluis/consents';
import type { WorkResult } from '@sluis/outbox';
import { Transactions, type Transaction } from '@sluis/persistence';
import { BusinessIdentity, TppIdentity } from '@sluis/tpp-identity';
import { BankConnection } from './bank-connection.entity.js';
import { ConnectionAccounts } from './connection-accounts.js';
import { ConnectionSecrets } from './connection-secrets.js';
import { ConnectionTransitions } from './connection-transitions.js';

const retryMs = 2_000;

type Seen = { grant: BankGrant } | { failure: string };

/** Turns a return from the bank, or a key, into an active connection: reads back whose it is and what accounts it has. */
@Injectable()
export class CompleteConnection {
  private readonly logger = new Logger(CompleteConnection.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: ConnectionTransitions,
    private readonly accounts: ConnectionAccounts,
    private readonly secrets: ConnectionSecrets,
    private readonly exchange: CodeExchange,
    private readonly tppIdentity: TppIdentity,
    private readonly businessIdentity: BusinessIdentity,
  ) {}

  async run(partnerId: string, id: string): Promise<WorkResult> {
    const connection = await this.transactions.forPartner(partnerId, (tx) =>
      tx.findOneBy(BankConnection, { partnerId, id }),
    );
    if (connection?.status !== 'awaiting_authorisation') return 'done';
    const secret = this.secrets.open(connection) ?? (await this.exchangeCode(connection));
    if (secret === 'again') return { againInMs: retryMs };
    if (secret === undefined) return 'done';
    const seen = await this.look(connection, secret);
    if (seen === 'again') return { againInMs: retryMs };
    const isActive = await this.transactions.forPartner(partnerId, (tx) => this.store(tx, connection, seen));
    if (isActive) await this.askForCallbacks(connection, this.businessIdentity.connection(id, secret));
    return 'done';
  }

  private exchangeCode(connection: BankConnection): Promise<string | 'again' | undefined> {
    const { partnerId, id, method } = connection;
    if (method !== 'oauth') return Promise.resolve(undefined);
    return this.exchange.run({ type: 'bank_connection', id, partnerId }, async (tx, token) => {
      const current = await this.transitions.lock(tx, partnerId, id);
      // Ended meanwhile: the token is dropped and never stored.
      if (current?.status !== 'awaiting_authorisation') return;
      await tx.update(BankConnection, { partnerId, id }, { secretSealed: this.secrets.seal(current, token) });
    });
  }

  private async look({ id, method }: BankConnection, secret: string): Promise<Seen | 'again'> {
    try {
      if (method === 'api_key') await this.businessIdentity.acceptKey(secret);
      else await this.businessIdentity.ensureInstallation();
      const caller = this.businessIdentity.connection(id, secret);
      const { userType } = await caller.session();
      const isOwnKey = userType === 'UserPerson' || userType === 'UserCompany';
      // A token handed in as a key, or the other way round, could not do what we would say it can.
      if (method === 'api_key' && !isOwnKey) return { failure: 'not_an_account_key' };
      return { grant: await readGrant(caller) };
    } catch (error) {
      if (isAccessLost(error)) return { failure: 'access_refused_by_bank' };
      if (error instanceof BunqNotSentError) return 'again';
      throw error;
    }
  }

  private async store(tx: Transaction, { partnerId, id }: BankConnection, seen: Seen): Promise<boolean> {
    const current = await this.transitions.lock(tx, partnerId, id);
    if (current?.status !== 'awaiting_authorisation') {
      // Ended while the bank was being read: the session made for that must not outlive the connection.
      if (current?.status !== 'active') await this.businessIdentity.forgetConnectionSession(tx, id);
      return false;
    }
    const fail = (reason: string) =>
      this.transitions.move(tx, current, 'failed', { actor: { type: 'bank' }, reason }).then(() => false);
    if ('failure' in seen) return fail(seen.failure);
    const { accounts, bunqUserId } = seen.grant;
    if ((await this.accounts.store(tx, current, accounts)) === 0) return fail('no_account');
    const patch = { bunqUserId, connectedAt: new Date() };
    await this.transitions.move(tx, current, 'active', { actor: { type: 'bank' }, patch });
    return true;
  }

  /**
   * Callbacks only make us look sooner. The bank keeps one list of addresses per user and replaces it whole, so only a
   * user that it made for us gets ours: the partner's own list is theirs.
   */
  private async askForCallbacks({ id, method }: BankConnection, caller: BunqCaller): Promise<void> {
    const notificationTarget = this.tppIdentity.callbackUrl;
    if (notificationTarget === undefined || method !== 'oauth') return;
    const filters = ['OAUTH', 'REQUEST'].map((category) => ({ category, notificationTarget }));
    try {
      await notificationFilterUrl.replace(caller, { filters });
    } catch (error) {
      this.logger.warn({
        msg: 'the bank takes no callback address',
        connection_id: id,
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
  }
}
