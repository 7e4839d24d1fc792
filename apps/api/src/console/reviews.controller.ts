import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ReviewsForStaff } from '@sluis/compliance';
import { DomainError } from '@sluis/errors';
import { ReviewError } from '@sluis/reconciliation';
import type { StaffIdentity } from '@sluis/staff';
import { found, requireId } from '../http/public-id.js';
import {
  approvalSchema,
  type ApprovalRequest,
  operatorSecretSchema,
  type OperatorSecretRequest,
  proposalSchema,
  type ProposalRequest,
} from './reviews.requests.js';
import { ForStaff, Staff } from './staff-guard.js';

@Controller('console/api')
export class ConsoleReviewsController {
  constructor(private readonly reviews: ReviewsForStaff) {}

  @Get('reviews')
  @ForStaff('reviews.read')
  async list(@Staff() staff: StaffIdentity) {
    return { data: await this.reviews.list(staff) };
  }

  @Get('reviews/:order')
  @ForStaff('reviews.read')
  async read(@Staff() staff: StaffIdentity, @Param('order') order: string) {
    return found(await this.reviews.read(staff, order));
  }

  @Post('reviews/:order/proposals')
  @ForStaff('reviews.decide')
  propose(
    @Staff() staff: StaffIdentity,
    @Param('order') order: string,
    @Body({ schema: proposalSchema }) { resolution, bank_object_id: bunqObjectId, evidence, reason }: ProposalRequest,
  ) {
    return orRefuse(this.reviews.propose(staff, order, { resolution, bunqObjectId, evidence, reason }));
  }

  @Post('review-proposals/:id/approve')
  @HttpCode(204)
  @ForStaff('reviews.decide')
  approve(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: approvalSchema }) { override_reason: overrideReason }: ApprovalRequest,
  ) {
    return orRefuse(this.reviews.approve(staff, requireId('reviewProposal', id), overrideReason));
  }

  @Post('review-proposals/:id/decline')
  @HttpCode(204)
  @ForStaff('reviews.decide')
  decline(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    return orRefuse(this.reviews.decline(staff, requireId('reviewProposal', id)));
  }

  @Post('operator')
  @HttpCode(200)
  @ForStaff('reviews.decide')
  become(@Staff() staff: StaffIdentity, @Body({ schema: operatorSecretSchema }) { secret }: OperatorSecretRequest) {
    return orRefuse(this.reviews.become(staff, secret));
  }
}

/** The sentence of a review's refusal is for whoever decides. */
async function orRefuse<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ReviewError) throw new DomainError('review_refused', error.message);
    throw error;
  }
}
