import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BankAnswers } from './bank-answers.js';
import { DoubtSending } from './doubt-sending.js';
import { OrderAttempt } from './order-attempt.entity.js';
import { OrderAttempts } from './order-attempts.js';
import { PlaceOrder } from './place-order.js';
import { ReconcileAttempt } from './reconcile-attempt.js';
import { SendingHold } from './sending-hold.js';
import { UnownedOrders } from './unowned-orders.js';
import { WithdrawSurplus } from './withdraw-surplus.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([OrderAttempt])],
  providers: [
    BankAnswers,
    DoubtSending,
    OrderAttempts,
    PlaceOrder,
    ReconcileAttempt,
    SendingHold,
    UnownedOrders,
    WithdrawSurplus,
  ],
  exports: [BankAnswers, DoubtSending, OrderAttempts, PlaceOrder, SendingHold, UnownedOrders],
})
export class BankOrdersModule {}
