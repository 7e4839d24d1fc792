import { Global, Module } from '@nestjs/common';
import { SpendingLimitChanges } from './spending-limit-changes.js';
import { SpendingReservations } from './spending-reservations.js';
import { SpendingRules } from './spending-rules.service.js';

@Global()
@Module({
  providers: [SpendingLimitChanges, SpendingReservations, SpendingRules],
  exports: [SpendingReservations, SpendingRules],
})
export class SpendingRulesModule {}
