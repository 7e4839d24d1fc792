import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ConsentAccesses, ConsentDossiers } from '@sluis/compliance';
import { toPublicId } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { found, requireId } from '../http/public-id.js';
import {
  consentListSchema,
  type ConsentListQuery,
  revealSchema,
  type RevealRequest,
  trailPageSchema,
  type TrailPageQuery,
} from './console.requests.js';
import { ForStaff, Staff } from './staff-guard.js';

@Controller('console/api/consents')
export class ConsoleConsentsController {
  constructor(
    private readonly dossiers: ConsentDossiers,
    private readonly accesses: ConsentAccesses,
  ) {}

  @Get()
  @ForStaff('consents.list')
  async list(
    @Staff() staff: StaffIdentity,
    @Query({ schema: consentListSchema }) { partner, before, limit, ...filter }: ConsentListQuery,
  ) {
    const { items, hasMore, next } = await this.dossiers.list(
      staff,
      { ...filter, partnerId: partner },
      { before, limit },
    );
    return { data: items, has_more: hasMore, next: hasMore && next ? toPublicId('consent', next) : null };
  }

  @Get(':id')
  @ForStaff('consents.read')
  async read(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    return found(await this.dossiers.read(staff, requireId('consent', id)));
  }

  @Get(':id/accesses')
  @ForStaff('consents.read_accesses')
  async readAccesses(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Query({ schema: trailPageSchema }) page: TrailPageQuery,
  ) {
    const { unattended, items, hasMore, next } = found(await this.accesses.read(staff, requireId('consent', id), page));
    return { unattended, data: items, has_more: hasMore, next: hasMore ? (next ?? null) : null };
  }

  @Post(':id/reveal')
  @HttpCode(200)
  @ForStaff('personal_data.reveal')
  async reveal(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: revealSchema }) { reason, case_reference: caseReference }: RevealRequest,
  ) {
    return found(await this.dossiers.reveal(staff, requireId('consent', id), { reason, caseReference }));
  }
}
