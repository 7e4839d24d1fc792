import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ConsentDossiers, PaymentDossiers } from '@sluis/compliance';
import type { StaffIdentity } from '@sluis/staff';
import type { FastifyReply } from 'fastify';
import {
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
}

function sendFile(reply: FastifyReply, name: string, format: Format, text: string) {
  return reply
    .header('Content-Type', contentTypes[format])
    .header('Content-Disposition', `attachment; filename="${name}"`)
    .send(text);
}
