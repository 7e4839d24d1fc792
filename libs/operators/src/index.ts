export { OperatorsModule } from './operators.module.js';
export { operatorActor, Operators, type OperatorIdentity } from './operators.service.js';
