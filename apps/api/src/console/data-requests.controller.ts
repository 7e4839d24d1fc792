import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { DataRequests } from '@sluis/personal-data';
import type { StaffIdentity } from '@sluis/staff';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { found, requireId } from '../http/public-id.js';
import {
  dataRequestListSchema,
  type DataRequestStep,
  dataRequestStepSchema,
  type NewDataRequest,
  newDataRequestSchema,
} from './personal-data.requests.js';
import { sendFile } from './send-file.js';
import { ForStaff, Staff } from './staff-guard.js';

@Controller('console/api/data-requests')
export class ConsoleDataRequestsController {
  constructor(private readonly requests: DataRequests) {}

  @Get()
  @ForStaff('data_requests.read')
  async list(
    @Staff() staff: StaffIdentity,
    @Query({ schema: dataRequestListSchema }) { list }: z.output<typeof dataRequestListSchema>,
  ) {
    return { data: await this.requests.list(staff, list) };
  }

  @Post()
  @ForStaff('data_requests.change')
  enter(@Staff() staff: StaffIdentity, @Body({ schema: newDataRequestSchema }) request: NewDataRequest) {
    const { kind, identifier, received_on: receivedOn, reason, case_reference: caseReference } = request;
    return this.requests.enter(staff, { kind, identifier, receivedOn, reason, caseReference });
  }

  @Get(':id')
  @ForStaff('data_requests.read')
  async read(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    return found(await this.requests.read(staff, requireId('dataRequest', id)));
  }

  @Post(':id/steps')
  @HttpCode(200)
  @ForStaff('data_requests.change')
  async take(
    @Staff() staff: StaffIdentity,
    @Param('id') publicId: string,
    @Body({ schema: dataRequestStepSchema }) step: DataRequestStep,
  ) {
    return found(await this.step(staff, requireId('dataRequest', publicId), step));
  }

  @Get(':id/file')
  @ForStaff('data_requests.read')
  async file(@Staff() staff: StaffIdentity, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const file = found(await this.requests.fetch(staff, requireId('dataRequest', id)));
    await sendFile(reply, file.fileName, 'zip', file.zip);
  }

  private step(staff: StaffIdentity, id: string, step: DataRequestStep) {
    switch (step.step) {
      case 'extend':
        return this.requests.extend(staff, id);
      case 'ask_again':
        return this.requests.askAgain(staff, id);
      case 'refuse':
        return this.requests.refuse(staff, id, step.refusal);
      case 'make_again':
        return this.requests.makeAgain(staff, id);
      case 'close':
        return this.requests.close(staff, id);
    }
  }
}
