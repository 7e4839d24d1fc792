import { Button, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { Refusal, useAction } from './action.js';
import { Section } from './section.js';

/** A form that stands in the page. What its buttons do may throw, and then says why. */
export function ActionForm({
  title,
  action,
  onSubmit,
  alternative,
  children,
}: {
  title: string;
  action: string;
  onSubmit(): Promise<unknown>;
  alternative?: { action: string; onClick(): Promise<unknown> };
  children: ReactNode;
}) {
  const sent = useAction();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void sent.run(onSubmit);
  };
  return (
    <Section title={title}>
      <form onSubmit={submit}>
        <Stack gap="sm" maw={560}>
          {children}
          <Refusal of={sent} />
          <Group>
            <Button type="submit" loading={sent.isBusy}>
              {action}
            </Button>
            {alternative && (
              <Button variant="default" disabled={sent.isBusy} onClick={() => void sent.run(alternative.onClick)}>
                {alternative.action}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
