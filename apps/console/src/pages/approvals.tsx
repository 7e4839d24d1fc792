import { Stack } from '@mantine/core';
import { changeListSchema } from '../answers/changes.js';
import { useAnswer } from '../api.js';
import { ChangeTable } from '../parts/change-table.js';
import { RegisterPage } from '../parts/register-page.js';
import { Answer } from '../parts/states.js';

/** What takes two people: what waits first, and what was decided. */
export function ApprovalsPage() {
  const waiting = useAnswer('/changes?list=waiting', changeListSchema);
  const ended = useAnswer('/changes?list=ended', changeListSchema);
  return (
    <Stack>
      <RegisterPage title="Approvals" of={waiting}>
        {({ data }) => (
          <ChangeTable changes={data} caption="Waiting, longest first" empty="Nothing waits for a decision." />
        )}
      </RegisterPage>
      <Answer of={ended}>
        {({ data }) =>
          data.length > 0 && <ChangeTable changes={data} caption="Decided, newest first" empty="Nothing was decided." />
        }
      </Answer>
    </Stack>
  );
}
