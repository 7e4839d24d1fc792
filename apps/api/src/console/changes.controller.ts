import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ChangesForStaff } from '@sluis/compliance';
import type { StaffIdentity } from '@sluis/staff';
import type { z } from 'zod';
import { found, requireId } from '../http/public-id.js';
import {
  changeListSchema,
  changeRequestSchema,
  type ChangeRequestBody,
  decisionSchema,
  type DecisionRequest,
} from './changes.requests.js';
import { ForStaff, Staff } from './staff-guard.js';

/** What takes two people: asked for by one, decided by another. */
@Controller('console/api/changes')
export class ConsoleChangesController {
  constructor(private readonly changes: ChangesForStaff) {}

  @Get()
  @ForStaff('changes.read')
  async list(
    @Staff() staff: StaffIdentity,
    @Query({ schema: changeListSchema }) { list }: z.output<typeof changeListSchema>,
  ) {
    return { data: await this.changes.list(staff, list) };
  }

  /** For the menu, which asks often: a number is no look-up. */
  @Get('waiting')
  @ForStaff('changes.read')
  async countWaiting() {
    return { waiting: await this.changes.countWaiting() };
  }

  @Get(':id')
  @ForStaff('changes.read')
  async read(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    return found(await this.changes.read(staff, requireId('changeRequest', id)));
  }

  @Post()
  @ForStaff('changes.ask')
  ask(@Staff() staff: StaffIdentity, @Body({ schema: changeRequestSchema }) request: ChangeRequestBody) {
    return this.changes.ask(staff, request);
  }

  @Post(':id/approve')
  @HttpCode(204)
  @ForStaff('changes.decide')
  approve(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: decisionSchema }) { reason }: DecisionRequest,
  ) {
    return this.changes.approve(staff, requireId('changeRequest', id), reason);
  }

  @Post(':id/refuse')
  @HttpCode(204)
  @ForStaff('changes.decide')
  refuse(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: decisionSchema }) { reason }: DecisionRequest,
  ) {
    return this.changes.refuse(staff, requireId('changeRequest', id), reason);
  }

  @Post(':id/withdraw')
  @HttpCode(204)
  @ForStaff('changes.ask')
  withdraw(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    return this.changes.withdraw(staff, requireId('changeRequest', id));
  }
}
