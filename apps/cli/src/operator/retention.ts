import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadConfig, type Config } from '@sluis/config';
import { certificateSchema, PersonalDataModule, RetentionRuns, whatIsWrong } from '@sluis/personal-data';
import { colours as pc } from '../colours.js';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { OperatorModule } from '../up/steps/open-platform.js';
import { readText, sealingPublicKeys } from './sealing-key.js';
import { withPlatform } from './with-platform.js';

export interface VerifyCertificateOptions extends OperatorOptions {
  publicKey?: string;
}

const doesNotHold = 3;

@Module({})
class RetentionOperatorModule {
  static of(config: Config): DynamicModule {
    return { module: RetentionOperatorModule, imports: [OperatorModule.of(config), PersonalDataModule] };
  }
}

/** A dry run. Who wants the run itself asks in the console, where another person approves. */
export async function countDue(options: OperatorOptions): Promise<void> {
  const counted = await withPlatform(
    options,
    (platform) => platform.get(RetentionRuns).dryRun(),
    (environment) =>
      NestFactory.createApplicationContext(RetentionOperatorModule.of(loadConfig(environment)), {
        logger: false,
        abortOnError: false,
      }),
  );
  if (options.json) {
    console.log(JSON.stringify(counted, null, 2));
    return;
  }
  const facts = counted.map(({ id, due, held, needed, cut_off: cutOff }) => [
    id,
    `${due} due, ${held} on hold, ${needed} still needed; over before ${cutOff.slice(0, 10)}`,
  ]);
  printResult(false, { title: 'Counted, and nothing deleted', facts: Object.fromEntries(facts) });
}

/** @returns the exit status */
export async function verifyCertificate(
  file: string,
  { publicKey, ...options }: VerifyCertificateOptions,
): Promise<number> {
  const certificate = parseJson(await readText(file));
  const keys = await sealingPublicKeys({ ...options, ...(publicKey !== undefined && { publicKey: [publicKey] }) });
  const wrong = whatIsWrong(certificate, keys);
  if (wrong !== undefined) {
    if (options.json) console.log(JSON.stringify({ holds: false, reason: wrong }, null, 2));
    else console.error(pc.red(`✗ The certificate does not hold: ${wrong}`));
    return doesNotHold;
  }
  const { content } = certificateSchema.parse(certificate);
  printResult(options.json === true, {
    title: 'The certificate holds',
    facts: {
      holds: 'true',
      run: content.run,
      ended_at: content.ended_at,
      asked_by: content.asked_by,
      approved_by: content.approved_by,
      deleted: content.classes.filter(({ deleted }) => deleted > 0).map(({ id, deleted }) => `${deleted} ${id}`),
    },
  });
  return 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
