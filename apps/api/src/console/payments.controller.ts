import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { FraudMarks, PaymentDossiers } from '@sluis/compliance';
import { toPublicId } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { found, requireId } from '../http/public-id.js';
import { paymentListSchema, type PaymentListQuery, revealSchema, type RevealRequest } from './console.requests.js';
import { fraudMarkSchema, type FraudMarkRequest } from './fraud.requests.js';
import { ForStaff, Staff } from './staff-guard.js';

@Controller('console/api/payments')
export class ConsolePaymentsController {
  constructor(
    private readonly dossiers: PaymentDossiers,
    private readonly fraudMarks: FraudMarks,
  ) {}

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
    return found(await this.dossiers.read(staff, requireId('payment', id)));
  }

  @Post(':id/reveal')
  @HttpCode(200)
  @ForStaff('personal_data.reveal')
  async reveal(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: revealSchema }) { reason, case_reference: caseReference }: RevealRequest,
  ) {
    return found(await this.dossiers.reveal(staff, requireId('payment', id), { reason, caseReference }));
  }

  @Post(':id/fraud-marks')
  @ForStaff('fraud.mark')
  async markFraud(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: fraudMarkSchema }) request: FraudMarkRequest,
  ) {
    const { after, reason, case_reference: caseReference } = request;
    const finding =
      request.finding === 'no_fraud'
        ? { finding: request.finding }
        : {
            finding: request.finding,
            lossBearer: request.loss_bearer,
            transactions: request.transactions,
            fraud: request.fraud,
            lost: request.lost,
            recovered: request.recovered,
            foundOn: request.found_on,
          };
    const marks = await this.fraudMarks.mark(
      staff,
      requireId('payment', id),
      { after, reason, caseReference },
      finding,
    );
    return { data: found(marks) };
  }
}
