import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { BulkReveals, type ExportFile, ListExports } from '@sluis/compliance';
import { Config } from '@sluis/config';
import { type StaffIdentity, StaffSessions } from '@sluis/staff';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notFound, requireId } from '../http/public-id.js';
import {
  clearExportSchema,
  type ClearExportRequest,
  consentExportSchema,
  type ConsentExportRequest,
  paymentExportSchema,
  type PaymentExportRequest,
} from './console.requests.js';
import { StaffCookies } from './staff-cookies.js';
import { ForStaff, Staff } from './staff-guard.js';

const contentTypes = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' } as const;

@Controller('console/api/exports')
export class ConsoleExportsController {
  private readonly stallMs: number;

  constructor(
    private readonly listExports: ListExports,
    private readonly bulkReveals: BulkReveals,
    private readonly cookies: StaffCookies,
    private readonly sessions: StaffSessions,
    { env }: Config,
  ) {
    this.stallMs = env.CONSOLE_EXPORT_STALL_MS;
  }

  @Post('payments')
  @HttpCode(200)
  @ForStaff('payments.export')
  async payments(
    @Staff() staff: StaffIdentity,
    @Body({ schema: paymentExportSchema }) { format, partner, ...filter }: PaymentExportRequest,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const order = { filter: { ...filter, partnerId: partner }, format, mayGoOn: this.isSignedIn(request) };
    this.send(reply, await this.listExports.payments(staff, order));
  }

  @Post('consents')
  @HttpCode(200)
  @ForStaff('consents.export')
  async consents(
    @Staff() staff: StaffIdentity,
    @Body({ schema: consentExportSchema }) { format, partner, ...filter }: ConsentExportRequest,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const order = { filter: { ...filter, partnerId: partner }, format, mayGoOn: this.isSignedIn(request) };
    this.send(reply, await this.listExports.consents(staff, order));
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
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const change = requireId('changeRequest', id);
    const file = await this.bulkReveals.show(staff, change, format, this.isSignedIn(request));
    if (!file) throw notFound();
    this.send(reply, file);
  }

  /** An export can last longer than its reader may stay. */
  private isSignedIn(request: FastifyRequest): () => Promise<boolean> {
    const token = this.cookies.read(request, 'session') ?? '';
    return async () => (await this.sessions.use(token)) !== undefined;
  }

  private send(reply: FastifyReply, { id, name, format, rows, content }: ExportFile): void {
    // Whoever takes nothing of what is there for so long has gone, whether the network says so or not.
    reply.raw.setTimeout(this.stallMs, () => reply.raw.writableLength > 0 && reply.raw.destroy());
    // Not awaited: that a reader goes away is on record, and no error of this request.
    void reply
      .header('Content-Type', contentTypes[format])
      .header('Content-Disposition', `attachment; filename="${name}"`)
      .header('Export-Id', id)
      .header('Export-Rows', rows)
      .send(content);
  }
}
