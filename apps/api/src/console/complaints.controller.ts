import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Complaints } from '@sluis/compliance';
import type { StaffIdentity } from '@sluis/staff';
import type { z } from 'zod';
import { found, requireId } from '../http/public-id.js';
import {
  complaintListSchema,
  type ComplaintStepRequest,
  complaintStepSchema,
  type NewComplaintRequest,
  newComplaintSchema,
} from './complaints.requests.js';
import { ForStaff, Staff } from './staff-guard.js';

@Controller('console/api/complaints')
export class ConsoleComplaintsController {
  constructor(private readonly complaints: Complaints) {}

  @Get()
  @ForStaff('complaints.read')
  async list(
    @Staff() staff: StaffIdentity,
    @Query({ schema: complaintListSchema }) { list }: z.output<typeof complaintListSchema>,
  ) {
    return { data: await this.complaints.list(staff, list) };
  }

  @Get(':id')
  @ForStaff('complaints.read')
  async read(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    return found(await this.complaints.read(staff, requireId('complaint', id)));
  }

  @Post()
  @ForStaff('complaints.change')
  enter(@Staff() staff: StaffIdentity, @Body({ schema: newComplaintSchema }) request: NewComplaintRequest) {
    return this.complaints.enter(staff, {
      complainant: request.complainant,
      topic: request.topic,
      caseReference: request.case_reference,
      receivedOn: request.received_on,
      partnerId: request.partner,
      paymentId: request.payment,
      consentId: request.consent,
      text: request.text,
    });
  }

  @Post(':id/steps')
  @ForStaff('complaints.change')
  async take(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: complaintStepSchema }) step: ComplaintStepRequest,
  ) {
    const complaint = await this.complaints.take(
      staff,
      requireId('complaint', id),
      step.kind === 'held' ? { kind: step.kind, text: step.text, finalReplyOn: step.final_reply_on } : step,
    );
    return found(complaint);
  }
}
