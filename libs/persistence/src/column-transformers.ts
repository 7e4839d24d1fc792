/** Postgres sends `bigint` as text: minor units become a bigint again. */
export const bigintColumn = {
  to: (value: bigint | null | undefined): string | null | undefined =>
    value?.toString() ?? (value === null ? null : undefined),
  from: (value: string | null): bigint | null => (value === null ? null : BigInt(value)),
};

/** Ids of the bank are integers far below 2^53: they become numbers, as the bank's own JSON has them. */
export const bankIdColumn = {
  to: (value: number | null | undefined): number | null | undefined => value,
  from: (value: string | null): number | null => (value === null ? null : Number(value)),
};
