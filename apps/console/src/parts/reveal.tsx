import type { z } from 'zod';
import { post } from '../api.js';
import { WithReason } from './with-reason.js';

/** Shows personal data for a reason. */
export function Reveal<T>({
  path,
  schema,
  onRevealed,
}: {
  path: string;
  schema: z.ZodType<T>;
  onRevealed(data: T): void;
}) {
  return (
    <WithReason
      label="Unmask with a reason"
      title="Unmask personal data"
      action="Unmask"
      onGiven={async (reason) => onRevealed(await post(`${path}/reveal`, reason, schema))}
    />
  );
}
