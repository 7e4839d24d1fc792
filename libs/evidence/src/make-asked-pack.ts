import { Injectable, Logger } from '@nestjs/common';
import { SealingKey } from '@sluis/audit';
import { Config } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { toPublicId, Transactions } from '@sluis/persistence';
import { AskedPacks, type AskedPack } from './asked-packs.js';
import { EvidencePacks, NotSealedError, UnsoundPackError } from './evidence-packs.js';

/** How long a pack waits to be fetched. */
const keptMs = 60 * 60_000;
/** Another worker may have the key. */
const withoutKeyMs = 5_000;

/** Makes what staff asked for, and takes the file out of the database after an hour. */
@Injectable()
export class MakeAskedPack {
  private readonly logger = new Logger(MakeAskedPack.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly asked: AskedPacks,
    private readonly packs: EvidencePacks,
    private readonly config: Config,
  ) {}

  async run(id: string): Promise<WorkResult> {
    const pack = await this.transactions.run((tx) => this.asked.findOfAnybody(tx, id));
    if (pack?.status === 'ready') await this.transactions.run((tx) => this.asked.discard(tx, id));
    if (pack?.status !== 'making') return 'done';
    const seed = this.config.env.AUDIT_SEALING_KEY;
    if (seed === undefined) {
      this.logger.warn({ msg: 'an evidence pack waits for a worker with the sealing key', evidence_pack: id });
      return { againInMs: withoutKeyMs };
    }
    return this.make(pack, SealingKey.of(Buffer.from(seed, 'base64')).publicKeyPem);
  }

  private async make({ id, kind, subjectId, reason, staffId }: AskedPack, publicKeyPem: string): Promise<WorkResult> {
    const actor = { type: 'operator', id: toPublicId('staffMember', staffId) } as const;
    const made = await this.packs.make({ kind, id: subjectId, reason, actor, publicKeyPem }).catch((error: unknown) => {
      if (error instanceof NotSealedError) return { failure: 'not_sealed' };
      if (error instanceof UnsoundPackError) {
        this.logger.error({ msg: 'an evidence pack was refused: it does not hold', evidence_pack: id });
        return { failure: error.code, findings: error.findings };
      }
      throw error;
    });
    return this.transactions.run(async (tx) => {
      if (made === undefined || 'failure' in made) {
        await this.asked.fail(tx, id, made ?? { failure: 'not_found' });
        return 'done';
      }
      await this.asked.keep(tx, id, made);
      return { againInMs: keptMs };
    });
  }
}
