import { NumberInput, Text } from '@mantine/core';
import { useState } from 'react';
import { bulkRevealGrantSchema } from '../answers/changes.js';
import { useAnswer } from '../api.js';
import { AskChange } from './ask-change.js';
import { ExportButtons } from './exports.js';
import { Section } from './section.js';
import { Answer } from './states.js';
import { type Reason, ReasonFields } from './with-reason.js';
import { figure, Moment } from './words.js';

/** Asks to see the payments of a list with names and accounts in clear. */
export function AskBulkReveal({ filter }: { filter: Record<string, string> }) {
  const [rows, setRows] = useState<number | string>(100);
  const [{ reason: purpose, case_reference }, setPurpose] = useState<Reason>({
    reason: 'complaint',
    case_reference: '',
  });
  return (
    <AskChange
      label="Ask for clear text"
      title="See payments in clear"
      asking={() => ({
        kind: 'personal_data.bulk_reveal',
        payload: { ...filter, max_rows: Number(rows), purpose, case_reference },
      })}
      onDone={() => undefined}
    >
      <Text size="sm">
        The payments of this list, newest first, for an hour after somebody else approved. Each one you get is on
        record.
      </Text>
      <NumberInput label="Most payments" value={rows} onChange={setRows} min={1} max={1000} required />
      <ReasonFields of={{ reason: purpose, case_reference }} onChange={setPurpose} />
    </AskChange>
  );
}

/** What an approved change lets whoever asked for it save. */
export function BulkReveal({ change }: { change: string }) {
  const grant = useAnswer(`/exports/in-clear/${change}`, bulkRevealGrantSchema);
  return (
    <Section title="In clear">
      <Answer of={grant}>
        {({ rows_left: left, expires_at: until }) =>
          left === 0 || new Date(until) <= new Date() ? (
            <Text size="sm">It is over, or used up.</Text>
          ) : (
            <>
              <Text size="sm" mb="sm">
                {figure(left)} payments left, until <Moment at={until} />.
              </Text>
              <ExportButtons path={`/exports/in-clear/${change}`} name="payments-in-clear" onEnded={grant.again} />
            </>
          )
        }
      </Answer>
    </Section>
  );
}
