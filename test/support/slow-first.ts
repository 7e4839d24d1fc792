import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes long. Begun last, one of these would go on alone while the other workers have nothing left to do. */
const slow = [
  'test/faults/',
  'test/worker/unknown-outcomes/',
  'test/payouts/failpoints',
  'test/model/',
  'test/audit/',
  'test/dashboard/dashboard-page',
  'test/console/',
  'test/cli/',
  'test/browser/',
  'test/payouts/',
  'test/payment-requests/',
  'test/worker/',
  'test/shop/',
  'test/drill/',
  'test/api/test-outcomes',
  'test/webhooks/storm',
  'test/fuzz/',
];

/** A run without a cache knows no durations, so it is told. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => this.rank(one) - this.rank(other));
  }

  private rank({ moduleId }: TestSpecification): number {
    const path = relative(this.ctx.config.root, moduleId);
    const found = slow.findIndex((start) => path.startsWith(start));
    return found < 0 ? slow.length : found;
  }
}
