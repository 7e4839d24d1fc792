export { BankAnswers, type BankAnswer } from './bank-answers.js';
export { callbacksAbout, recordCallback, type RecordedCallback } from './bank-callbacks.js';
export { isAlive, isNamed, type BankOrder, type BookedMovement, type NamedOrder } from './bank-order.js';
export { BankOrdersModule } from './bank-orders.module.js';
export { DoubtSending } from './doubt-sending.js';
export { OrderAttempt, type AttemptStatus } from './order-attempt.entity.js';
export { OrderAttempts, type OpenAttempt } from './order-attempts.js';
export {
  bankRails,
  type AlarmDetails,
  type BankRail,
  type FoundOrders,
  type OrderDesk,
  type OrderTrace,
  type PlaceableOrder,
} from './order-desk.js';
export { SendingHold } from './sending-hold.js';
export { UnownedOrders, type UnownedOrder } from './unowned-orders.js';
export { PlaceOrder } from './place-order.js';
export { outcomeOf, type SendOutcome } from './send-outcome.js';
