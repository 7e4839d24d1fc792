import { Chip, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { TimelineEntry } from '../answers/parties.js';
import { Nothing } from './states.js';
import { inWords, Moment } from './words.js';

const sources: Record<string, string> = {
  status: 'Status',
  attempt: 'Order to the bank',
  bank_call: "Bank's answer",
  callback: 'Callback of the bank',
  visit: 'Visit to the bank',
  page: 'Page shown',
  event: 'Event',
  delivery: 'Webhook',
  audit: 'Audit record',
  staff: 'Staff',
};

/** Who did what, when, and how we know. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const present = [...new Set(entries.map(({ source }) => source))];
  const [hidden, setHidden] = useState<string[]>([]);
  const shown = entries.filter(({ source }) => !hidden.includes(source));
  return (
    <Stack gap="md">
      <Group gap="xs" role="group" aria-label="Sources of the timeline">
        {present.map((source) => (
          <Chip
            key={source}
            size="xs"
            checked={!hidden.includes(source)}
            onChange={(isShown) => setHidden(isShown ? hidden.filter((one) => one !== source) : [...hidden, source])}
          >
            {sources[source] ?? source}
          </Chip>
        ))}
      </Group>
      {shown.length === 0 && <Nothing>No entries of these sources.</Nothing>}
      <ol className="timeline">
        {shown.map((entry, index) => (
          <li key={`${entry.at} ${entry.source} ${index}`} data-source={entry.source}>
            <Text size="xs" className="quiet">
              <Moment at={entry.at} /> · {sources[entry.source] ?? entry.source} · {entry.who}
            </Text>
            <Text size="sm" fw={600}>
              {inWords(entry.what)}
            </Text>
            <dl>
              {Object.entries(entry.details).map(
                ([name, value]) =>
                  value !== null && (
                    <div key={name}>
                      <dt>{inWords(name)}</dt>
                      <dd>{String(value)}</dd>
                    </div>
                  ),
              )}
            </dl>
          </li>
        ))}
      </ol>
    </Stack>
  );
}
