/**
 * An amount in integer minor units (cents) with its ISO 4217 currency. There is no floating point anywhere.
 *
 * Wires, ours and bunq's, carry `{ value: "12.50", currency: "EUR" }`; `fromWire` and `toWire` are the only crossings.
 */
export class Money {
  private constructor(
    readonly minorUnits: bigint,
    readonly currency: string,
  ) {}

  static ofMinor(minorUnits: bigint, currency: string): Money {
    return new Money(minorUnits, currency);
  }

  /**
   * @param value decimal string with at most two decimals, optionally negative, as bunq writes it: "12.50", "12.5", "-3"
   * @throws RangeError when `value` is not such a string
   */
  static fromWire(wire: { value: string; currency: string }): Money {
    const match = /^(-?)(\d{1,15})(?:\.(\d{1,2}))?$/.exec(wire.value);
    if (!match) throw new RangeError('not a decimal amount with at most two decimals');
    const [, sign = '', whole = '0', fraction = ''] = match;
    const magnitude = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
    return new Money(sign === '-' ? -magnitude : magnitude, wire.currency);
  }

  toWire(): { value: string; currency: string } {
    const magnitude = this.minorUnits < 0n ? -this.minorUnits : this.minorUnits;
    const digits = magnitude.toString().padStart(3, '0');
    const sign = this.minorUnits < 0n ? '-' : '';
    return { value: `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`, currency: this.currency };
  }

  equals(other: Money): boolean {
    return this.minorUnits === other.minorUnits && this.currency === other.currency;
  }

  /** @throws RangeError for another currency */
  plus(other: Money): Money {
    if (other.currency !== this.currency) throw new RangeError('amounts of different currencies have no sum');
    return new Money(this.minorUnits + other.minorUnits, this.currency);
  }

  absolute(): Money {
    return this.minorUnits < 0n ? new Money(-this.minorUnits, this.currency) : this;
  }
}
