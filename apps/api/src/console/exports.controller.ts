import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { BulkReveals, ConsentDossiers, PaymentDossiers } from '@sluis/compliance';
import type { StaffIdentity } from '@sluis/staff';
import type { FastifyReply } from 'fastify';
import { notFound, requireId } from '../http/public-id.js';
import {
  clearExportSchema,
  type ClearExportRequest,
  consentExportSchema,
  type ConsentExportRequest,
  paymentExportSchema,
  type PaymentExportRequest,
} from './console.requests.js';
import { ForStaff, Staff } from './staff-guard.js';

type Format = 'csv' | 'jsonl';
const contentTypes = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' } as const;

@Controller('console/api/exports')
export class ConsoleExportsController {
  constructor(
    private readonly paymentDossiers: PaymentDossiers,
    private readonly consentDossiers: ConsentDossiers,
    private readonly bulkReveals: BulkReveals,
  ) {}

  @Post('payments')
  @HttpCode(200)
  @ForStaff('payments.export')
  async payments(
    @Staff() staff: StaffIdentity,
    @Body({ schema: paymentExportSchema }) { format, partner, ...filter }: PaymentExportRequest,
    @Res() reply: FastifyReply,
  ) {
    const text = await this.paymentDossiers.export(staff, { ...filter, partnerId: partner }, format);
    await sendFile(reply, `payments.${format}`, format, text);
  }

  @Post('consents')
  @HttpCode(200)
  @ForStaff('consents.export')
  async consents(
    @Staff() staff: StaffIdentity,
    @Body({ schema: consentExportSchema }) { format, partner, ...filter }: ConsentExportRequest,
    @Res() reply: FastifyReply,
  ) {
    const text = await this.consentDossiers.export(staff, { ...filter, partnerId: partner }, format);
    await sendFile(reply, `consents.${format}`, format, text);
  }

  /** What an approved change still lets whoever asked for it see in clear. */
  @Get('in-clear/:id')
  @ForStaff('personal_data.reveal')
  async readGrant(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    const grant = await this.bulkReveals.find(staff, requireId('changeRequest', id));
    if (!grant) throw notFound();
    return grant;
  }

  @Post('in-clear/:id')
  @HttpCode(200)
  @ForStaff('personal_data.reveal')
  async inClear(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: clearExportSchema }) { format }: ClearExportRequest,
    @Res() reply: FastifyReply,
  ) {
    const text = await this.bulkReveals.show(staff, requireId('changeRequest', id), format);
    if (text === undefined) throw notFound();
    await sendFile(reply, `payments-in-clear.${format}`, format, text);
  }
}

function sendFile(reply: FastifyReply, name: string, format: Format, text: string) {
  return reply
    .header('Content-Type', contentTypes[format])
    .header('Content-Disposition', `attachment; filename="${name}"`)
    .send(text);
}
