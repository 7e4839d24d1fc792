import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { z } from 'zod';
import { asApiError, post } from '../api.js';

const reasons = [
  { value: 'complaint', label: 'Complaint' },
  { value: 'fraud', label: 'Suspicion of fraud' },
  { value: 'supervisor', label: 'Question of a supervisor' },
  { value: 'data_subject', label: 'Request of the person concerned' },
  { value: 'support', label: 'Support case' },
  { value: 'incident', label: 'Incident' },
];

/** Shows personal data for a reason, which stays on record. */
export function Reveal<T>({
  path,
  schema,
  onRevealed,
}: {
  path: string;
  schema: z.ZodType<T>;
  onRevealed(data: T): void;
}) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('complaint');
  const [caseReference, setCase] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      onRevealed(await post(`${path}/reveal`, { reason, case_reference: caseReference }, schema));
      setOpen(false);
    } catch (failure) {
      setError(asApiError(failure).message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        Unmask with a reason
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="Unmask personal data"
        lockScroll={false}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form onSubmit={(event) => void submit(event)}>
          <Stack>
            <Text size="sm">Your name, the reason and the case go into the audit trail and stay there.</Text>
            <NativeSelect
              label="Reason"
              data={reasons}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              data-autofocus
            />
            <TextInput
              label="Number of the case"
              description="No names: letters, digits and #/_.- only"
              value={caseReference}
              onChange={(event) => setCase(event.currentTarget.value)}
              required
              autoComplete="off"
            />
            {error && (
              <Alert color="red" variant="outline" role="alert">
                {error}
              </Alert>
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpen(false)}>
                Cancel
              </Button>
              <Button type="submit" loading={isBusy}>
                Unmask
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
