import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadConfig, type Config } from '@sluis/config';
import { EvidenceModule } from '@sluis/evidence';
import { ConsentOperatorModule } from './with-consents.js';
import { withPlatform } from './with-platform.js';

@Module({})
class EvidenceOperatorModule {
  static of(config: Config): DynamicModule {
    return { module: EvidenceOperatorModule, imports: [ConsentOperatorModule.of(config), EvidenceModule] };
  }
}

/** As `withPlatform`, with all that evidence is made of. */
export function withEvidence<T>(
  options: { local?: true },
  work: (platform: INestApplicationContext) => Promise<T>,
): Promise<T> {
  return withPlatform(options, work, openEvidence);
}

export function openEvidence(environment: NodeJS.ProcessEnv): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(EvidenceOperatorModule.of(loadConfig(environment)), {
    logger: false,
    abortOnError: false,
  });
}
