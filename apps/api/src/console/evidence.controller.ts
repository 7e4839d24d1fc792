import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { EvidenceDesk, type EvidencePackView } from '@sluis/compliance';
import { DomainError } from '@sluis/errors';
import type { EvidenceKind } from '@sluis/evidence';
import type { StaffIdentity } from '@sluis/staff';
import type { FastifyReply } from 'fastify';
import { found, notFound, requireId } from '../http/public-id.js';
import { revealSchema, type RevealRequest } from './console.requests.js';
import { sendFile } from './send-file.js';
import { ForStaff, Staff } from './staff-guard.js';

@Controller('console/api')
export class ConsoleEvidenceController {
  constructor(private readonly desk: EvidenceDesk) {}

  @Post('payments/:id/evidence')
  @HttpCode(202)
  @ForStaff('evidence.export')
  ofPayment(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: revealSchema }) request: RevealRequest,
  ): Promise<EvidencePackView> {
    return this.ask(staff, 'payment', id, request);
  }

  @Post('consents/:id/evidence')
  @HttpCode(202)
  @ForStaff('evidence.export')
  ofConsent(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: revealSchema }) request: RevealRequest,
  ): Promise<EvidencePackView> {
    return this.ask(staff, 'consent', id, request);
  }

  @Get('evidence/:id')
  @ForStaff('evidence.export')
  async read(@Staff() staff: StaffIdentity, @Param('id') id: string): Promise<EvidencePackView> {
    return found(await this.desk.read(staff, requireId('evidencePack', id)));
  }

  @Get('evidence/:id/file')
  @ForStaff('evidence.export')
  async file(@Staff() staff: StaffIdentity, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const file = found(await this.desk.fetch(staff, requireId('evidencePack', id)));
    await sendFile(reply, file.fileName, 'zip', file.zip);
  }

  private async ask(
    staff: StaffIdentity,
    kind: EvidenceKind,
    id: string,
    { reason, case_reference: caseReference }: RevealRequest,
  ): Promise<EvidencePackView> {
    const pack = await this.desk.ask(staff, { kind, id: requireId(kind, id) }, { reason, caseReference });
    if (pack === 'not_found') throw notFound();
    if (pack === 'too_many')
      throw new DomainError(
        'rate_limited',
        'Five of your packs are being made or wait to be fetched; they go after an hour.',
      );
    return pack;
  }
}
