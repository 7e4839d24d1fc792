export { Money } from './money.js';
export { amountShownSchema, type MoneyWire, moneyWireSchema } from './money.schema.js';
export { dayInAmsterdam, endOfBusinessDay, endOfDay, isBusinessDay, todayInAmsterdam } from './target-days.js';
