import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { FraudReports } from '@sluis/compliance';
import type { StaffIdentity } from '@sluis/staff';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { found, requireId } from '../http/public-id.js';
import { fraudReportFileSchema, type FraudReportRequest, fraudReportSchema } from './fraud.requests.js';
import { sendFile } from './send-file.js';
import { ForStaff, Staff } from './staff-guard.js';

@Controller('console/api/fraud-reports')
export class ConsoleFraudReportsController {
  constructor(private readonly reports: FraudReports) {}

  @Get()
  @ForStaff('fraud_reports.read')
  async list() {
    return { data: await this.reports.list() };
  }

  @Post()
  @ForStaff('fraud_reports.make')
  make(
    @Staff() staff: StaffIdentity,
    @Body({ schema: fraudReportSchema }) { period, home_country: homeCountry }: FraudReportRequest,
  ) {
    return this.reports.make(staff, period, homeCountry);
  }

  @Get(':id')
  @ForStaff('fraud_reports.read')
  async read(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    return found(await this.reports.read(staff, requireId('fraudReport', id)));
  }

  @Get(':id/file')
  @ForStaff('fraud_reports.read')
  async file(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Query({ schema: fraudReportFileSchema }) { format }: z.output<typeof fraudReportFileSchema>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const text = found(await this.reports.file(staff, requireId('fraudReport', id), format));
    await sendFile(reply, `${id}.${format}`, format, text);
  }
}
