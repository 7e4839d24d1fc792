import { Global, Module } from '@nestjs/common';
import { SpendingReservations } from './spending-reservations.js';
import { SpendingRules } from './spending-rules.service.js';

@Global()
@Module({ providers: [SpendingReservations, SpendingRules], exports: [SpendingReservations, SpendingRules] })
export class SpendingRulesModule {}
