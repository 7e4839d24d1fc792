import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Refusal, useAction } from '../parts/action.js';

/** A secret that is shown this once. */
export function ShownOnce({ title, secret, onDone }: { title: string; secret: string; onDone(): void }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(secret).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <Modal
      opened
      onClose={onDone}
      title={title}
      size="lg"
      lockScroll={false}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text size="sm">Keep it now: it is not shown again.</Text>
        <Code block className="secret" data-testid="secret">
          {secret}
        </Code>
        <Group justify="flex-end">
          <Button variant="default" onClick={copy}>
            {isCopied ? 'Copied' : 'Copy'}
          </Button>
          <Button onClick={onDone}>I have kept it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Asks once more before something is done that cannot be undone. */
export function Confirmed({
  label,
  question,
  name,
  onConfirmed,
}: {
  label: string;
  question: string;
  /** Of what it is done to, for who listens. */
  name: string;
  onConfirmed(): Promise<unknown>;
}) {
  const [isOpen, setOpen] = useState(false);
  const action = useAction();
  const confirm = async () => {
    if (await action.run(onConfirmed)) setOpen(false);
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpen(true)} aria-label={`${label} ${name}`}>
        {label}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={`${label}?`}
        lockScroll={false}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack>
          <Text size="sm">{question}</Text>
          <Refusal of={action} />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpen(false)}>
              Keep it
            </Button>
            <Button color="red" loading={action.isBusy} onClick={() => void confirm()}>
              Yes, {label.toLowerCase()}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
