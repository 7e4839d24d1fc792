import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { asApiError } from '../api.js';

const reasons = [
  { value: 'complaint', label: 'Complaint' },
  { value: 'fraud', label: 'Suspicion of fraud' },
  { value: 'supervisor', label: 'Question of a supervisor' },
  { value: 'data_subject', label: 'Request of the person concerned' },
  { value: 'support', label: 'Support case' },
  { value: 'incident', label: 'Incident' },
];

export interface Reason {
  reason: string;
  case_reference: string;
}

/** A button for what is done for a reason only, which stays on record. `onGiven` throws what is to be shown. */
export function WithReason({
  label,
  title,
  action,
  onGiven,
}: {
  label: string;
  title: string;
  action: string;
  onGiven(reason: Reason): Promise<void>;
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
      await onGiven({ reason, case_reference: caseReference });
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
        {label}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={title}
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
                {action}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
