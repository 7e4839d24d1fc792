import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { PartnerFiles, partnerStandings } from '@sluis/compliance';
import type { StaffIdentity } from '@sluis/staff';
import { z } from 'zod';
import { found, requireId } from '../http/public-id.js';
import { ForStaff, Staff } from './staff-guard.js';

const line = z.string().trim().min(1).max(200);

const partnerReviewSchema = z.strictObject({
  standing: z.enum(partnerStandings),
  register_number: line.nullable(),
  authority: line.nullable(),
  approved_pages: z.array(z.url({ protocol: /^https$/ }).max(500)).max(50),
  next_review_on: z.iso.date(),
  text: z.string().trim().min(1).max(10_000),
});

@Controller('console/api/partners/:id/file')
export class ConsolePartnerFilesController {
  constructor(private readonly files: PartnerFiles) {}

  @Get()
  @ForStaff('partner_files.read')
  async read(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    return { data: found(await this.files.read(staff, requireId('partner', id))) };
  }

  @Post()
  @ForStaff('partner_files.review')
  async review(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: partnerReviewSchema }) review: z.output<typeof partnerReviewSchema>,
  ) {
    const reviews = await this.files.review(staff, requireId('partner', id), {
      standing: review.standing,
      registerNumber: review.register_number,
      authority: review.authority,
      approvedPages: review.approved_pages,
      nextReviewOn: review.next_review_on,
      text: review.text,
    });
    return { data: found(reviews) };
  }
}
