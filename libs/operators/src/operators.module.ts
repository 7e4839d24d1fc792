import { Global, Module } from '@nestjs/common';
import { Operators } from './operators.service.js';

@Global()
@Module({ providers: [Operators], exports: [Operators] })
export class OperatorsModule {}
