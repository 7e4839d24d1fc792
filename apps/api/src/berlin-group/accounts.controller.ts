import { Controller, Get, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { AccountReads, type AccountResource } from '@sluis/accounts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AccountReader, sendBudget, type ReaderOfRequest } from '../accounts/account-reader.js';
import { sendSyncStatus } from '../accounts/accounts.controller.js';
import { fromCursor, toCursor } from '../accounts/list-transactions.request.js';
import { requireCursor } from '../http/pagination.js';
import { ForPartners } from '../http/partner-auth.js';
import { requireId } from '../http/public-id.js';
import { TppMessageFilter } from './tpp-message.filter.js';
import { balanceWords, base, link, transactionWords } from './words.js';
import { consentIdOf, XRequestId } from './x-request-id.js';

const dayMs = 86_400_000;
const pageSize = 100;

const transactionsSchema = z.strictObject({
  bookingStatus: z.literal('booked', 'must be "booked"'),
  dateFrom: z.iso.date().optional(),
  dateTo: z.iso.date().optional(),
  page: z.string().max(200).optional(),
});
/** One reading of the bank counts for one account, so a list would spend all of them unseen. */
const accountsSchema = z.strictObject({
  withBalance: z.literal('false', 'is not offered: read balances at the link "balances" of each account').optional(),
});
type AccountsQuery = z.output<typeof accountsSchema>;
type TransactionsQuery = z.output<typeof transactionsSchema>;

/** Accounts of payers, in the words of the NextGenPSD2 framework. The consent is named by the header `Consent-ID`. */
@Controller('berlin-group/v1/accounts')
@UseFilters(TppMessageFilter)
export class BerlinGroupAccountsController {
  constructor(private readonly reads: AccountReads) {}

  @Get()
  @ForPartners('accounts:read')
  async list(
    @AccountReader() reader: ReaderOfRequest,
    @XRequestId() _requestId: string,
    @Query({ schema: accountsSchema }) _query: AccountsQuery,
    @Req() request: FastifyRequest,
  ) {
    const accounts = await this.reads.listAccounts(reader, consentIdOf(request));
    return { accounts: accounts.map(accountWords) };
  }

  @Get(':id')
  @ForPartners('accounts:read')
  async get(
    @AccountReader() reader: ReaderOfRequest,
    @XRequestId() _requestId: string,
    @Param('id') id: string,
    @Query({ schema: accountsSchema }) _query: AccountsQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { account } = await this.reads.getAccount(toRead(reader, id, request, reply));
    return { account: accountWords(account) };
  }

  @Get(':id/balances')
  @ForPartners('accounts:read')
  async balances(
    @AccountReader() reader: ReaderOfRequest,
    @XRequestId() _requestId: string,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const answer = await this.reads.readBalances(toRead(reader, id, request, reply));
    sendSyncStatus(reply, answer);
    return { balances: answer.data.map(balanceWords) };
  }

  @Get(':id/transactions')
  @ForPartners('accounts:read')
  async transactions(
    @AccountReader() reader: ReaderOfRequest,
    @XRequestId() _requestId: string,
    @Param('id') id: string,
    @Query({ schema: transactionsSchema }) query: TransactionsQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const answer = await this.reads.readTransactions(toRead(reader, id, request, reply), {
      limit: pageSize,
      after: query.page === undefined ? undefined : requireCursor(fromCursor(query.page), '/page'),
      from: query.dateFrom === undefined ? undefined : new Date(query.dateFrom),
      until: query.dateTo === undefined ? undefined : new Date(Date.parse(query.dateTo) + dayMs),
    });
    sendSyncStatus(reply, answer);
    const { next } = answer;
    const self = `${base}/accounts/${id}`;
    return {
      transactions: {
        booked: answer.data.map(transactionWords),
        _links: {
          account: link(self),
          ...(next ? { next: link(`${self}/transactions?${nextQuery(query, toCursor(next))}`) } : {}),
        },
      },
    };
  }
}

function accountWords({ id, iban, currency, name, description }: AccountResource) {
  const self = `${base}/accounts/${id}`;
  return {
    resourceId: id,
    ...(iban ? { iban } : {}),
    currency,
    ...(name ? { ownerName: name } : {}),
    ...(description ? { product: description } : {}),
    cashAccountType: 'CACC',
    _links: { balances: link(`${self}/balances`), transactions: link(`${self}/transactions`) },
  };
}

function toRead(reader: ReaderOfRequest, id: string, request: FastifyRequest, reply: FastifyReply) {
  return {
    ...reader,
    accountId: requireId('account', id),
    consentId: consentIdOf(request),
    onBudget: sendBudget(reply),
  };
}

function nextQuery({ dateFrom, dateTo }: TransactionsQuery, page: string): string {
  const query = new URLSearchParams({ bookingStatus: 'booked', page });
  if (dateFrom) query.set('dateFrom', dateFrom);
  if (dateTo) query.set('dateTo', dateTo);
  return query.toString();
}
