import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { AccountReads, type AccountData } from '@sluis/accounts';
import { fromPublicId } from '@sluis/persistence';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ForPartners } from '../http/partner-auth.js';
import { anyId, notFound, requireId } from '../http/public-id.js';
import { AccountReader, sendBudget, type ReaderOfRequest } from './account-reader.js';
import {
  consentIdShape,
  listTransactionsSchema,
  toCursor,
  toTransactionFilter,
  type ListTransactionsRequest,
} from './list-transactions.request.js';
import { Documented } from '../openapi/documented.js';
import { accountOperations } from './accounts.operations.js';

const listSchema = z.strictObject({ consent_id: anyId });
const oneSchema = z.strictObject(consentIdShape);
type OneQuery = z.output<typeof oneSchema>;

/** Payers' accounts, as far as their consent goes. */
@Controller('v1/accounts')
export class AccountsController {
  constructor(private readonly reads: AccountReads) {}

  @Get()
  @ForPartners('accounts:read')
  @Documented(accountOperations.list)
  async list(@AccountReader() reader: ReaderOfRequest, @Query({ schema: listSchema }) query: OneQuery) {
    const data = await this.reads.listAccounts(reader, requireConsentId(query.consent_id) ?? nowhere());
    return { data, has_more: false, next_cursor: null };
  }

  @Get(':id')
  @ForPartners('accounts:read')
  @Documented(accountOperations.get)
  async get(
    @AccountReader() reader: ReaderOfRequest,
    @Param('id') id: string,
    @Query({ schema: oneSchema }) query: OneQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { account } = await this.reads.getAccount(toRead(reader, id, query, reply));
    return account;
  }

  @Get(':id/balances')
  @ForPartners('accounts:read')
  @Documented(accountOperations.balances)
  async balances(
    @AccountReader() reader: ReaderOfRequest,
    @Param('id') id: string,
    @Query({ schema: oneSchema }) query: OneQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const answer = await this.reads.readBalances(toRead(reader, id, query, reply));
    sendSyncStatus(reply, answer);
    return { data: answer.data, as_of: answer.asOf?.toISOString() ?? null };
  }

  @Get(':id/transactions')
  @ForPartners('accounts:read')
  @Documented(accountOperations.transactions)
  async transactions(
    @AccountReader() reader: ReaderOfRequest,
    @Param('id') id: string,
    @Query({ schema: listTransactionsSchema }) query: ListTransactionsRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const filter = toTransactionFilter(query);
    const answer = await this.reads.readTransactions(toRead(reader, id, query, reply), filter);
    sendSyncStatus(reply, answer);
    return {
      data: answer.data,
      has_more: answer.next !== null,
      next_cursor: answer.next && toCursor(answer.next),
      as_of: answer.asOf?.toISOString() ?? null,
    };
  }
}

export function toRead(reader: ReaderOfRequest, id: string, query: OneQuery, reply: FastifyReply) {
  return {
    ...reader,
    accountId: requireId('account', id),
    consentId: requireConsentId(query.consent_id),
    onBudget: sendBudget(reply),
  };
}

export function sendSyncStatus(reply: FastifyReply, { syncStatus }: Pick<AccountData<unknown>, 'syncStatus'>): void {
  void reply.header('Sync-Status', syncStatus);
}

function requireConsentId(publicId: string | undefined): string | undefined {
  return publicId === undefined ? undefined : (fromPublicId('consent', publicId) ?? nowhere());
}

function nowhere(): never {
  throw notFound();
}
