import { Global, Module } from '@nestjs/common';
import { AuditSeal } from './sealing/audit-seal.service.js';
import { AuditTrail } from './audit-trail.js';
import { ContentSeals } from './content-seals.js';

@Global()
@Module({ providers: [AuditSeal, AuditTrail, ContentSeals], exports: [AuditSeal, AuditTrail, ContentSeals] })
export class AuditModule {}
