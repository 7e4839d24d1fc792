import { Injectable, Logger } from '@nestjs/common';
import { SendingHold } from '@sluis/bank-orders';
import { BunqError } from '@sluis/bunq-client';
import { Config } from '@sluis/config';
import { Transactions } from '@sluis/persistence';
import { Recoveries } from '../recovery/recoveries.service.js';
import { CompareList } from './compare-list.js';
import { ListDesks } from './list-desk.js';

/** At most this many lists per scan; those that waited longest come first the next time. */
const mostLists = 100;

/** Looks for orders at the bank that nobody here owns, on every list on which something was ordered of late. */
@Injectable()
export class ScanOrphans {
  private readonly logger = new Logger(ScanOrphans.name);

  constructor(
    private readonly config: Config,
    private readonly transactions: Transactions,
    private readonly desks: ListDesks,
    private readonly compareList: CompareList,
    private readonly recoveries: Recoveries,
    private readonly hold: SendingHold,
  ) {}

  async run(): Promise<void> {
    const { ORPHAN_AGE_MS: orphanAgeMs } = this.config.env;
    // After a restore everything is compared already, and more thoroughly.
    if (await this.transactions.run((tx) => this.hold.isOn(tx))) return;
    for (const desk of this.desks.all()) {
      const lists = await this.transactions.run((tx) => desk.lists(tx, false));
      for (const list of lists.slice(0, mostLists)) {
        try {
          const { isUncompared: isRecovery = false } = list;
          const rule = { orphanAgeMs: isRecovery ? 0 : orphanAgeMs, isRecovery };
          const { beyondKnown } = await this.compareList.run(desk, list, rule);
          // That rows were lost is known already of a list that nobody has looked at since.
          if (beyondKnown > 0 && !isRecovery) await this.beginRecovery();
        } catch (error) {
          // One list that cannot be read must not keep the others from being read.
          if (!(error instanceof BunqError)) throw error;
          this.logger.warn({ msg: 'a list of the bank could not be compared', kind: list.rail, error: error.name });
        }
      }
    }
  }

  /** Every order has its row before it is sent. The bank knows newer ones than we do: rows were lost. */
  private async beginRecovery(): Promise<void> {
    await this.transactions.run((tx) => this.recoveries.begin(tx, 'bank_knows_more', { type: 'platform' }));
  }
}
