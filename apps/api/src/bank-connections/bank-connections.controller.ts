import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import { BankConnections, ConnectionEndings, type BankConnection } from '@sluis/bank-connections';
import { IdempotentRequests, type PartnerIdentity } from '@sluis/partners';
import { fromPublicId, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { edgeOf, pageQuerySchema, requireCursor } from '../http/pagination.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import {
  createBankConnectionSchema,
  toCreateConnection,
  type CreateBankConnectionRequest,
} from './create-bank-connection.request.js';
import { Documented } from '../openapi/documented.js';
import { bankConnectionOperations } from './bank-connections.operations.js';

/** A partner's own accounts at the bank. */
@Controller('v1/bank-connections')
export class BankConnectionsController {
  constructor(
    private readonly connections: BankConnections,
    private readonly endings: ConnectionEndings,
    private readonly transactions: Transactions,
    private readonly idempotentRequests: IdempotentRequests,
  ) {}

  @Post()
  @ForPartners('bank_connections:write')
  @Documented(bankConnectionOperations.create)
  async create(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @IdempotencyKey() key: string,
    @Body({ schema: createBankConnectionSchema }) body: CreateBankConnectionRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const request = { partnerId, route: 'POST /v1/bank-connections', key, body };
    const hasApp = await this.connections.hasApp();
    const answer = await this.idempotentRequests.run(request, async (tx) => {
      const actor = { type: 'partner', id: apiKeyId } as const;
      const connection = await this.connections.create(tx, partnerId, toCreateConnection(body), { actor, hasApp });
      return { status: 201, body: await this.toResponse(tx, connection) };
    });
    sendAnswer(reply, answer);
  }

  @Get()
  @ForPartners('bank_connections:read')
  @Documented(bankConnectionOperations.list)
  async list(
    @Caller() { partnerId }: PartnerIdentity,
    @Query({ schema: pageQuerySchema }) query: z.output<typeof pageQuerySchema>,
  ) {
    const after = query.after && requireCursor(fromPublicId('bankConnection', query.after), '/after');
    const before = query.before && requireCursor(fromPublicId('bankConnection', query.before), '/before');
    const { items, hasMore } = await this.connections.list(partnerId, { limit: query.limit, after, before });
    const data = await this.transactions.forPartner(partnerId, async (tx) => {
      const responses = [];
      for (const connection of items) responses.push(await this.toResponse(tx, connection));
      return responses;
    });
    const edge = edgeOf(items, query);
    return { data, has_more: hasMore, next_cursor: hasMore && edge ? toPublicId('bankConnection', edge.id) : null };
  }

  @Get(':id')
  @ForPartners('bank_connections:read')
  @Documented(bankConnectionOperations.get)
  get(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const connection = await this.connections.find(tx, partnerId, requireId('bankConnection', id));
      if (!connection) throw notFound();
      return this.toResponse(tx, connection);
    });
  }

  /** What has ended is answered as it ended, so that the call can be repeated. */
  @Delete(':id')
  @ForPartners('bank_connections:write')
  @Documented(bankConnectionOperations.disconnect)
  disconnect(@Caller() { partnerId, apiKeyId }: PartnerIdentity, @Param('id') id: string) {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const actor = { type: 'partner', id: apiKeyId } as const;
      const connection = await this.endings.disconnect(tx, partnerId, requireId('bankConnection', id), { actor });
      if (!connection) throw notFound();
      return this.toResponse(tx, connection);
    });
  }

  private async toResponse(tx: Transaction, connection: BankConnection) {
    const resource = await this.connections.resourceOf(tx, connection);
    return { ...resource, authorisation_url: this.connections.authorisationUrl(connection) };
  }
}
