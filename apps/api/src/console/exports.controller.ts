import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { PaymentDossiers } from '@sluis/compliance';
import type { StaffIdentity } from '@sluis/staff';
import type { FastifyReply } from 'fastify';
import { paymentExportSchema, type PaymentExportRequest } from './console.requests.js';
import { ForStaff, Staff } from './staff-guard.js';

const contentTypes = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' } as const;

@Controller('console/api/exports')
export class ConsoleExportsController {
  constructor(private readonly dossiers: PaymentDossiers) {}

  @Post('payments')
  @HttpCode(200)
  @ForStaff('payments.export')
  async payments(
    @Staff() staff: StaffIdentity,
    @Body({ schema: paymentExportSchema }) { format, partner, ...filter }: PaymentExportRequest,
    @Res() reply: FastifyReply,
  ) {
    const text = await this.dossiers.export(staff, { ...filter, partnerId: partner }, format);
    await reply
      .header('Content-Type', contentTypes[format])
      .header('Content-Disposition', `attachment; filename="payments.${format}"`)
      .send(text);
  }
}
