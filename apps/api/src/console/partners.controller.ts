import { Controller, Get, Param } from '@nestjs/common';
import { PartnersForStaff } from '@sluis/compliance';
import type { StaffIdentity } from '@sluis/staff';
import { found, requireId } from '../http/public-id.js';
import { ForStaff, Staff } from './staff-guard.js';

@Controller('console/api/partners')
export class ConsolePartnersController {
  constructor(private readonly partners: PartnersForStaff) {}

  @Get()
  @ForStaff('partners.read')
  async list(@Staff() staff: StaffIdentity) {
    return { data: await this.partners.list(staff) };
  }

  @Get(':id')
  @ForStaff('partners.read')
  async read(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    return found(await this.partners.read(staff, requireId('partner', id)));
  }
}
