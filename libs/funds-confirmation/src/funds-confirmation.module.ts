import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AskBank } from './ask-bank.js';
import { BunqFundsGateway } from './bunq-funds-gateway.js';
import { ConfirmationsUnderConsent } from './confirmations-under-consent.js';
import { FundsConfirmationBatches } from './funds-confirmation-batches.js';
import { FundsConfirmationTransitions } from './funds-confirmation-transitions.js';
import { FundsConfirmation, FundsConfirmationBatch } from './funds-confirmation.entity.js';
import { FundsConfirmations } from './funds-confirmations.service.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([FundsConfirmation, FundsConfirmationBatch])],
  providers: [
    AskBank,
    BunqFundsGateway,
    ConfirmationsUnderConsent,
    FundsConfirmationBatches,
    FundsConfirmations,
    FundsConfirmationTransitions,
  ],
  exports: [AskBank, FundsConfirmations],
})
export class FundsConfirmationModule {}
