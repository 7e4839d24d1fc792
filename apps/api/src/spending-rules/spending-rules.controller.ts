import { Controller, Get, Param, Query } from '@nestjs/common';
import type { PartnerIdentity } from '@sluis/partners';
import { fromPublicId, toPublicId } from '@sluis/persistence';
import { SpendingRules, toSpendingRuleResource } from '@sluis/spending-rules';
import type { z } from 'zod';
import { edgeOf, pageQuerySchema, pageResponse, requireCursor } from '../http/pagination.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import { Documented } from '../openapi/documented.js';
import { spendingRuleOperations } from './spending-rules.operations.js';

/** Limits on a partner's payments and on those under a consent, with what is taken up of them now. */
@Controller('v1/spending-rules')
export class SpendingRulesController {
  constructor(private readonly spendingRules: SpendingRules) {}

  @Get()
  @ForPartners('payments:read')
  @Documented(spendingRuleOperations.list)
  async list(
    @Caller() { partnerId }: PartnerIdentity,
    @Query({ schema: pageQuerySchema }) query: z.output<typeof pageQuerySchema>,
  ) {
    const after = query.after && requireCursor(fromPublicId('spendingRule', query.after), '/after');
    const before = query.before && requireCursor(fromPublicId('spendingRule', query.before), '/before');
    const { items, hasMore } = await this.spendingRules.list(partnerId, { limit: query.limit, after, before });
    const edge = edgeOf(items, query);
    const nextCursor = hasMore && edge ? toPublicId('spendingRule', edge.id) : null;
    return pageResponse({ items, hasMore, nextCursor }, toSpendingRuleResource);
  }

  @Get(':id')
  @ForPartners('payments:read')
  @Documented(spendingRuleOperations.get)
  async get(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    const rule = await this.spendingRules.find(partnerId, requireId('spendingRule', id));
    if (!rule) throw notFound();
    return toSpendingRuleResource(rule);
  }
}
