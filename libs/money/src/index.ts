export { Money } from './money.js';
export { type MoneyWire, moneyWireSchema } from './money.schema.js';
