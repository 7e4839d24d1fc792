import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { LookUps, OverviewFigures, SavedFilters, StaffSearch, Trends } from '@sluis/compliance';
import { DomainError } from '@sluis/errors';
import { Transactions } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import type { z } from 'zod';
import { notFound, requireId } from '../http/public-id.js';
import {
  savedFilterSchema,
  searchSchema,
  type SearchRequest,
  trailPageSchema,
  type TrailPageQuery,
} from './console.requests.js';
import { ForStaff, Staff } from './staff-guard.js';

/** What is not about one thing: figures, search, one's own filters, and who looked at what. */
@Controller('console/api')
export class ConsoleDeskController {
  constructor(
    private readonly overview: OverviewFigures,
    private readonly trends: Trends,
    private readonly searches: StaffSearch,
    private readonly filters: SavedFilters,
    private readonly lookUps: LookUps,
    private readonly transactions: Transactions,
  ) {}

  @Get('overview')
  @ForStaff('overview.read')
  readOverview() {
    return this.overview.read();
  }

  @Get('overview/trends')
  @ForStaff('overview.read')
  async readTrends() {
    return { days: await this.trends.read() };
  }

  /** Not a GET: what is typed can be an IBAN, and addresses end up in logs. */
  @Post('search')
  @HttpCode(200)
  @ForStaff('search.run')
  search(@Staff() staff: StaffIdentity, @Body({ schema: searchSchema }) request: SearchRequest) {
    const { query, payments_before: payment, consents_before: consent } = request;
    return this.searches.run(staff, query, { payment, consent });
  }

  @Get('saved-filters')
  @ForStaff('saved_filters.read')
  async listFilters(@Staff() staff: StaffIdentity) {
    return { data: await this.filters.list(staff) };
  }

  @Post('saved-filters')
  @ForStaff('saved_filters.change')
  async saveFilter(
    @Staff() staff: StaffIdentity,
    @Body({ schema: savedFilterSchema }) { list, name, filter }: z.output<typeof savedFilterSchema>,
  ) {
    const asked = Object.entries(filter).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
    const saved = await this.filters.save(staff, { list, name, filter: Object.fromEntries(asked) });
    if (!saved) throw new DomainError('request_invalid', 'There are too many saved filters. Remove one first.');
    return saved;
  }

  @Delete('saved-filters/:id')
  @HttpCode(204)
  @ForStaff('saved_filters.change')
  async removeFilter(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    if (!(await this.filters.remove(staff, requireId('savedFilter', id)))) throw notFound();
  }

  @Get('look-ups/own')
  @ForStaff('look_ups.read_own')
  ownLookUps(@Staff() { id }: StaffIdentity, @Query({ schema: trailPageSchema }) page: TrailPageQuery) {
    return this.pageOf(id, page);
  }

  @Get('look-ups')
  @ForStaff('look_ups.read_all')
  allLookUps(@Query({ schema: trailPageSchema }) page: TrailPageQuery) {
    return this.pageOf(undefined, page);
  }

  private async pageOf(staffId: string | undefined, { before, limit }: TrailPageQuery) {
    const { items, hasMore, next } = await this.transactions.run((tx) =>
      this.lookUps.list(tx, { staffId, before, limit }),
    );
    return { data: items, has_more: hasMore, next: hasMore ? (next ?? null) : null };
  }
}
