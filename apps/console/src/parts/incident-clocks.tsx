import { Text } from '@mantine/core';
import type { Incident } from '../answers/incidents.js';
import { DataTable } from './data-table.js';
import { Section } from './section.js';
import { inWords, Moment, Tag } from './words.js';

const stateColours: Record<string, string> = { running: 'green', near: 'orange', overdue: 'red', owed: 'orange' };

export function ClockState({ of }: { of: string }) {
  return <Tag colour={stateColours[of] ?? 'gray'}>{of === 'running' ? 'in time' : of}</Tag>;
}

/** Which report the supervisor gets until when. */
export function IncidentClocks({ of: { clocks } }: { of: Incident }) {
  return (
    <Section title="Clocks">
      <DataTable
        name="Clocks"
        empty="No clock runs."
        of={clocks}
        keyOf={({ report }) => report}
        columns={[
          ['Report', ({ report }) => inWords(report)],
          ['State', ({ state }) => <ClockState of={state} />],
          ['Limit', ({ due_at: at }) => <Moment at={at} />],
          ['Done', ({ done_at: at }) => <Moment at={at} />],
          ['May wait until', ({ free_day_until: at }) => <Moment at={at} />],
        ]}
      />
      <Text size="xs" className="quiet" mt="xs">
        DORA, Delegated Regulation (EU) 2025/301 art. 5. A report may wait by art. 5(4) when its limit falls on a free
        day, unless your authority or NIS2 takes that away.
      </Text>
    </Section>
  );
}
