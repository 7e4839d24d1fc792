import type { BucketSettings } from './bucket-witness.js';

interface BucketEnvironment {
  AUDIT_WITNESS_BUCKET_REGION: string;
  AUDIT_WITNESS_BUCKET_KEY?: string | undefined;
  AUDIT_WITNESS_BUCKET_SECRET?: string | undefined;
  AUDIT_WITNESS_BUCKET_DAYS: number;
}

/** @returns undefined without a key and its secret */
export function bucketSettings(env: BucketEnvironment): BucketSettings | undefined {
  const { AUDIT_WITNESS_BUCKET_KEY: accessKeyId, AUDIT_WITNESS_BUCKET_SECRET: secretAccessKey } = env;
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  const { AUDIT_WITNESS_BUCKET_REGION: region, AUDIT_WITNESS_BUCKET_DAYS: retentionDays } = env;
  return { region, accessKeyId, secretAccessKey, retentionDays };
}
