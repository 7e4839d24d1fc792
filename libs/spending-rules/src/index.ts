export { SpendingReservations, type ReservingOrder } from './spending-reservations.js';
export {
  brokenBy,
  isLoosening,
  spendingCurrency,
  spendingTimeZone,
  type SpendingLimits,
  type SpendingOrder,
  type SpendingRule,
  type SpendingRuleName,
} from './spending-rule.js';
export {
  spendingRuleResourceSchema,
  toSpendingRuleResource,
  type SpendingRuleResource,
} from './spending-rule-resource.js';
export { SpendingRules } from './spending-rules.service.js';
export { SpendingRulesModule } from './spending-rules.module.js';
