import { Injectable } from '@nestjs/common';
import type { BankRail, FoundOrders, NamedOrder, BankOrder } from '@sluis/bank-orders';
import type { Transaction } from '@sluis/persistence';

/** One list at the bank on which orders of ours stand. */
export interface ComparedList {
  name: string;
  rail: BankRail;
  partnerId: string | null;
  consentId: string | null;
  accountId: string | null;
  /** Of a list on a partner's own account. */
  connectionId?: string;
  /** Nobody looked at it since a backup was restored: it is compared as then, whatever was seen of it before. */
  isUncompared?: boolean;
}

/**
 * - `owned`: an order here has made it its own, or people said whose it is
 * - `in_doubt`: it may be what an order whose outcome is unknown is looking for
 * - `nobody`: no row here tells of it
 */
export type Ownership = 'owned' | 'in_doubt' | 'nobody';

/** What a capability does for the comparison of the bank's lists with our rows. */
export interface ListDesk {
  readonly kind: string;
  /** @param isThorough false for those lists only on which something was ordered of late */
  lists(tx: Transaction, isThorough: boolean): Promise<ComparedList[]>;
  /**
   * @returns undefined when the bank can no longer be read there
   * @throws BunqError when it cannot be read just now
   */
  open(list: ComparedList): Promise<OpenList | undefined>;
  /** Lowest id that an order in doubt may have, less one; undefined where none is. */
  lowestDoubt(tx: Transaction, list: ComparedList): Promise<number | undefined>;
  /** Greatest id that is known here; 0 where none is. */
  greatestKnown(tx: Transaction, list: ComparedList): Promise<number>;
  ownership(tx: Transaction, list: ComparedList, orders: readonly NamedOrder[]): Promise<Map<number, Ownership>>;
  /** By what an order of ours would be known again. */
  traceOf(list: ComparedList, order: BankOrder): string | undefined;
  /** Records what the bank says otherwise than we do of orders that are known here. Opens its own transactions. */
  heal(list: ComparedList, orders: readonly NamedOrder[]): Promise<void>;
  /** What may have been sent since a backup was made counts as in doubt from now on. Opens its own transactions. */
  doubtWhatWasSending(): Promise<void>;
}

export interface OpenList {
  listAbove(afterId: number): Promise<FoundOrders>;
  read(bunqObjectId: number): Promise<BankOrder>;
  /** Left out where what waits there may stay, for whoever asks for it again. */
  withdraw?(bunqObjectId: number): Promise<void>;
  /** Whether nobody but this platform can have placed it: only then may it be withdrawn. */
  isProvablyOurs(order: BankOrder): boolean;
}

/** Whose lists are compared. Capabilities stand above and enter themselves here. */
@Injectable()
export class ListDesks {
  private readonly desks = new Map<string, ListDesk>();

  add(desk: ListDesk): void {
    this.desks.set(desk.kind, desk);
  }

  all(): ListDesk[] {
    return [...this.desks.values()];
  }
}
