import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { LegalHolds, RetentionRuns } from '@sluis/personal-data';
import type { StaffIdentity } from '@sluis/staff';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { found, requireId } from '../http/public-id.js';
import { type NewHold, newHoldSchema, newRunSchema, runStepSchema } from './personal-data.requests.js';
import { sendFile } from './send-file.js';
import { ForStaff, Staff } from './staff-guard.js';

@Controller('console/api')
export class ConsoleRetentionController {
  constructor(
    private readonly holds: LegalHolds,
    private readonly runs: RetentionRuns,
  ) {}

  @Get('legal-holds')
  @ForStaff('legal_holds.read')
  async listHolds(@Staff() staff: StaffIdentity) {
    return { data: await this.holds.list(staff) };
  }

  @Post('legal-holds')
  @ForStaff('legal_holds.change')
  place(@Staff() staff: StaffIdentity, @Body({ schema: newHoldSchema }) { subject, reason, ...hold }: NewHold) {
    return this.holds.place(staff, subject, { reason, caseReference: hold.case_reference });
  }

  @Post('legal-holds/:id/release')
  @HttpCode(200)
  @ForStaff('legal_holds.change')
  async release(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    return found(await this.holds.release(staff, requireId('legalHold', id)));
  }

  @Get('retention-runs')
  @ForStaff('retention.read')
  async listRuns(@Staff() staff: StaffIdentity) {
    return { data: await this.runs.list(staff), policy: this.runs.policy() };
  }

  /** Counts, and keeps nothing of it. */
  @Get('retention-runs/dry')
  @ForStaff('retention.read')
  async dryRun() {
    return { data: await this.runs.dryRun() };
  }

  @Post('retention-runs')
  @ForStaff('retention.change')
  ask(
    @Staff() staff: StaffIdentity,
    @Body({ schema: newRunSchema }) { case_reference }: z.output<typeof newRunSchema>,
  ) {
    return this.runs.ask(staff, case_reference);
  }

  @Get('retention-runs/:id')
  @ForStaff('retention.read')
  async read(@Param('id') id: string) {
    return found(await this.runs.read(requireId('retentionRun', id)));
  }

  @Post('retention-runs/:id/steps')
  @HttpCode(200)
  @ForStaff('retention.change')
  async decide(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: runStepSchema }) { step }: z.output<typeof runStepSchema>,
  ) {
    const runId = requireId('retentionRun', id);
    return found(await (step === 'ask_again' ? this.runs.askAgain(staff, runId) : this.runs.refuse(staff, runId)));
  }

  @Get('retention-runs/:id/certificate')
  @ForStaff('retention.read')
  async certificate(@Staff() staff: StaffIdentity, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const certificate = found(await this.runs.certificate(staff, requireId('retentionRun', id)));
    await sendFile(reply, `${id}.json`, 'json', `${JSON.stringify(certificate, null, 2)}\n`);
  }
}
