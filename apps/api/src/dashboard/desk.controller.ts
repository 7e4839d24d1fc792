import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { PartnerFigures, PartnerSearch } from '@sluis/dashboard';
import type { PersonIdentity } from '@sluis/partner-people';
import { ApiKeys, Partners } from '@sluis/partners';
import { Transactions } from '@sluis/persistence';
import { SpendingRules, toSpendingRuleResource } from '@sluis/spending-rules';
import { maximumEndpoints, WebhookEndpoints } from '@sluis/webhooks';
import { PartnerRateLimit } from '../http/partner-rate-limit.js';
import { searchSchema, type SearchRequest } from './dashboard.requests.js';
import { ForPeople, Person } from './person-guard.js';

/** What is not about one thing: figures, search, and what is used of the limits. */
@Controller('dashboard/api')
export class DashboardDeskController {
  constructor(
    private readonly figures: PartnerFigures,
    private readonly searches: PartnerSearch,
    private readonly rateLimit: PartnerRateLimit,
    private readonly spending: SpendingRules,
    private readonly endpoints: WebhookEndpoints,
    private readonly keys: ApiKeys,
    private readonly partners: Partners,
    private readonly transactions: Transactions,
  ) {}

  @Get('overview')
  @ForPeople('overview.read')
  overview(@Person() { partnerId }: PersonIdentity) {
    return this.figures.read(partnerId);
  }

  /** Not a GET: what is typed can be an IBAN, and addresses end up in logs. */
  @Post('search')
  @HttpCode(200)
  @ForPeople('search.run')
  search(@Person() person: PersonIdentity, @Body({ schema: searchSchema }) { query }: SearchRequest) {
    return this.searches.run(person, query);
  }

  @Get('usage')
  @ForPeople('usage.read')
  async usage(@Person() { partnerId }: PersonIdentity) {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const rule = await this.spending.ofPartner(tx, partnerId);
      const keys = await this.keys.list(tx, partnerId);
      return {
        requests: await this.rateLimit.read(partnerId, await this.partners.requestLimit(tx, partnerId)),
        spending: rule ? toSpendingRuleResource(rule) : null,
        webhook_endpoints: { used: (await this.endpoints.list(tx, partnerId)).length, limit: maximumEndpoints },
        api_keys: { usable: keys.filter(({ revokedAt }) => revokedAt === null).length },
      };
    });
  }
}
