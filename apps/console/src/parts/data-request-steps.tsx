import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import type { DataRequest } from '../answers/data-requests.js';
import { change } from '../api.js';
import { Refusal, useAction } from './action.js';
import { choicesOf, useFields } from './fields.js';
import { FormDialog } from './form-dialog.js';

const refusals = choicesOf(['not_the_person', 'nothing_found', 'law_keeps_all', 'withdrawn']);

/** What can be done with what a person asked for. */
export function DataRequestSteps({ of: data, onTaken }: { of: DataRequest; onTaken(): void }) {
  const { values, field } = useFields({ refusal: 'withdrawn' });
  const atOnce = useAction();
  const take = async (body: object) => {
    await change(`/data-requests/${data.id}/steps`, body);
    onTaken();
  };
  const stepButton = (step: string, label: string) => (
    <Button variant="default" loading={atOnce.isBusy} onClick={() => void atOnce.run(() => take({ step }))}>
      {label}
    </Button>
  );
  if (data.ended_at !== null) return null;
  const mayBeRefused = data.kind === 'erasure' && data.status === 'waiting';
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {!data.is_extended && !data.is_overdue && (
          <FormDialog label="Extend" title="Two more months" action="Extend" onSubmit={() => take({ step: 'extend' })}>
            <Text size="sm">
              Only for many or difficult requests. The person has to be told within the first month, with the reason.
            </Text>
          </FormDialog>
        )}
        {mayBeRefused && data.approval === null && !data.is_held && stepButton('ask_again', 'Ask for approval')}
        {mayBeRefused && (
          <FormDialog
            label="Refuse"
            title="Refuse the request"
            action="Refuse"
            onSubmit={() => take({ step: 'refuse', refusal: values.refusal })}
          >
            <NativeSelect
              label="Why"
              description="The person is told, and that they may complain"
              data={refusals}
              {...field('refusal')}
            />
          </FormDialog>
        )}
        {data.status === 'lapsed' && stepButton('make_again', 'Make it again')}
        {data.status === 'ready' && stepButton('close', 'The person has it')}
      </Group>
      <Refusal of={atOnce} />
    </Stack>
  );
}
