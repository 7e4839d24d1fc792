import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { UploadAttachment } from '@sluis/payment-requests';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 45_000;

/** Hands pictures to the bank. */
@Processor('attachments.upload')
export class UploadAttachmentProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly uploadAttachment: UploadAttachment,
  ) {}

  @Process({ concurrency: 2 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('attachments.upload', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.uploadAttachment.run(due.partnerId, due.id) : 'done';
    });
  }
}
