import { Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Refusal, useAction } from './action.js';

/** A button that opens a form. `onSubmit` throws what is to be shown; the form closes when it does not. */
export function FormDialog({
  label,
  title,
  action,
  onSubmit,
  children,
}: {
  label: string;
  title: string;
  action: string;
  onSubmit(): Promise<void>;
  children: ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  const sent = useAction();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await sent.run(onSubmit)) setOpen(false);
  };

  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {/* Put together by hand: the header of the whole would be a second banner of the page. */}
      <Modal.Root opened={isOpen} onClose={() => setOpen(false)} lockScroll={false}>
        <Modal.Overlay />
        <Modal.Content>
          <Group justify="space-between" p="md" pb={0} wrap="nowrap">
            <Modal.Title fw={600}>{title}</Modal.Title>
            <Modal.CloseButton aria-label="Close" />
          </Group>
          <Modal.Body pt="md">
            <form onSubmit={(event) => void submit(event)}>
              <Stack>
                {children}
                <Refusal of={sent} />
                <Group justify="flex-end">
                  <Button variant="default" onClick={() => setOpen(false)}>
                    Cancel
                  </Button>
                  <Button type="submit" loading={sent.isBusy}>
                    {action}
                  </Button>
                </Group>
              </Stack>
            </form>
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}
