import { Global, Module } from '@nestjs/common';
import { AuditSeal } from './sealing/audit-seal.service.js';
import { AuditTrail } from './audit-trail.js';

@Global()
@Module({ providers: [AuditSeal, AuditTrail], exports: [AuditSeal, AuditTrail] })
export class AuditModule {}
