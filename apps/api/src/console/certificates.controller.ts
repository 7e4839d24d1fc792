import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { certificateKinds, Certificates } from '@sluis/compliance';
import type { StaffIdentity } from '@sluis/staff';
import { z } from 'zod';
import { found, requireId } from '../http/public-id.js';
import { publicId } from './console.requests.js';
import { ForStaff, Staff } from './staff-guard.js';

const newCertificateSchema = z.strictObject({
  pem: z.string().max(20_000),
  kind: z.enum(certificateKinds),
  used_for: z.string().trim().min(1).max(200),
  replaces: publicId('certificate').optional(),
});

@Controller('console/api/certificates')
export class ConsoleCertificatesController {
  constructor(private readonly certificates: Certificates) {}

  @Get()
  @ForStaff('certificates.read')
  async list(@Staff() staff: StaffIdentity) {
    return { data: await this.certificates.list(staff), keys: this.certificates.keys() };
  }

  @Post()
  @ForStaff('certificates.change')
  enter(
    @Staff() staff: StaffIdentity,
    @Body({ schema: newCertificateSchema }) { used_for: usedFor, ...rest }: z.output<typeof newCertificateSchema>,
  ) {
    return this.certificates.enter(staff, { ...rest, usedFor });
  }

  @Post(':id/retire')
  @ForStaff('certificates.change')
  async retire(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    return found(await this.certificates.retire(staff, requireId('certificate', id)));
  }
}
