import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { PaymentDossiers } from '@sluis/compliance';
import { toPublicId } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { notFound, requireId } from '../http/public-id.js';
import { paymentListSchema, type PaymentListQuery, revealSchema, type RevealRequest } from './console.requests.js';
import { ForStaff, Staff } from './staff-guard.js';

@Controller('console/api/payments')
export class ConsolePaymentsController {
  constructor(private readonly dossiers: PaymentDossiers) {}

  @Get()
  @ForStaff('payments.list')
  async list(
    @Staff() staff: StaffIdentity,
    @Query({ schema: paymentListSchema }) { partner, before, limit, ...filter }: PaymentListQuery,
  ) {
    const { items, hasMore, next } = await this.dossiers.list(
      staff,
      { ...filter, partnerId: partner },
      { before, limit },
    );
    return { data: items, has_more: hasMore, next: hasMore && next ? toPublicId('payment', next) : null };
  }

  @Get(':id')
  @ForStaff('payments.read')
  async read(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    const dossier = await this.dossiers.read(staff, requireId('payment', id));
    if (!dossier) throw notFound();
    return dossier;
  }

  @Post(':id/reveal')
  @HttpCode(200)
  @ForStaff('personal_data.reveal')
  async reveal(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: revealSchema }) { reason, case_reference: caseReference }: RevealRequest,
  ) {
    const parties = await this.dossiers.reveal(staff, requireId('payment', id), { reason, caseReference });
    if (!parties) throw notFound();
    return parties;
  }
}
