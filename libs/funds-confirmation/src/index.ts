export { AskBank } from './ask-bank.js';
export {
  fundsConfirmationBatchResourceSchema,
  fundsConfirmationResourceSchema,
  toBatchResource,
  toFundsConfirmationResource,
  type FundsConfirmationBatchResource,
  type FundsConfirmationResource,
} from './funds-confirmation-resource.js';
export { FundsConfirmationModule } from './funds-confirmation.module.js';
export { FundsConfirmation, FundsConfirmationBatch } from './funds-confirmation.entity.js';
export {
  FundsConfirmations,
  mostQuestionsAtOnce,
  type Asker,
  type FundsQuestion,
} from './funds-confirmations.service.js';
