import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FormDialog } from './form-dialog.js';

const reasons = [
  { value: 'complaint', label: 'Complaint' },
  { value: 'fraud', label: 'Suspicion of fraud' },
  { value: 'supervisor', label: 'Question of a supervisor' },
  { value: 'data_subject', label: 'Request of the person concerned' },
  { value: 'support', label: 'Support case' },
  { value: 'incident', label: 'Incident' },
];

/** The number under which a case is known elsewhere. It is in the clear in every record. */
export function CaseField(field: { value: string; onChange(event: { currentTarget: { value: string } }): void }) {
  return (
    <TextInput
      {...field}
      label="Number of the case"
      description="No names: letters, spaces, #/_.,:()- and a digit at least"
      required
      autoComplete="off"
    />
  );
}

export interface Reason {
  reason: string;
  case_reference: string;
}

/** What every look at something personal, and every change, says why. */
export function ReasonFields({ of, onChange }: { of: Reason; onChange(reason: Reason): void }) {
  return (
    <>
      <Text size="sm">Your name, the reason and the case go into the audit trail and stay there.</Text>
      <NativeSelect
        label="Reason"
        data={reasons}
        value={of.reason}
        onChange={(event) => onChange({ ...of, reason: event.currentTarget.value })}
        data-autofocus
      />
      <CaseField
        value={of.case_reference}
        onChange={(event) => onChange({ ...of, case_reference: event.currentTarget.value })}
      />
    </>
  );
}

/** A button for what is done for a reason only, which stays on record. `onGiven` throws what is to be shown. */
export function WithReason({
  onGiven,
  ...texts
}: {
  label: string;
  title: string;
  action: string;
  onGiven(reason: Reason): Promise<void>;
}) {
  const [reason, setReason] = useState<Reason>({ reason: 'complaint', case_reference: '' });
  return (
    <FormDialog {...texts} onSubmit={() => onGiven(reason)}>
      <ReasonFields of={reason} onChange={setReason} />
    </FormDialog>
  );
}
