import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Beneficiary } from './beneficiary.entity.js';
import { PayeeDirectory } from './payee-directory.js';
import { Payees } from './payees.service.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Beneficiary])],
  providers: [PayeeDirectory, Payees],
  exports: [Payees],
})
export class PayeesModule {}
