import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type LegalHold, legalHoldsSchema } from '../answers/legal-holds.js';
import { change, useAnswer } from '../api.js';
import { DataPlaces } from '../parts/data-places.js';
import { DataTable } from '../parts/data-table.js';
import { useFields } from '../parts/fields.js';
import { FormDialog } from '../parts/form-dialog.js';
import { RegisterPage } from '../parts/register-page.js';
import { type Reason, ReasonFields } from '../parts/with-reason.js';
import { figure, Id, inWords, Moment } from '../parts/words.js';

export function LegalHoldsPage() {
  const holds = useAnswer('/legal-holds', legalHoldsSchema);
  return (
    <RegisterPage
      title="Data & retention"
      action={<PlaceHold onPlaced={holds.again} />}
      above={<DataPlaces />}
      of={holds}
    >
      {({ data }) => (
        <DataTable
          name="Legal holds"
          caption="Those in force first, then newest first"
          empty="Nothing is on hold."
          of={data}
          keyOf={({ id }) => id}
          columns={[
            ['On', (hold) => <OnHold of={hold} />],
            ['Reason', (hold) => `${inWords(hold.reason)}, ${hold.case_reference}`],
            ['Keeps', whatItKeeps],
            [
              'Placed',
              (hold) => (
                <>
                  <Moment at={hold.placed_at} />, {hold.placed_by}
                </>
              ),
            ],
            ['Released', (hold) => <Released of={hold} onReleased={holds.again} />],
          ]}
        />
      )}
    </RegisterPage>
  );
}

function OnHold({ of: { kind, subject } }: { of: LegalHold }) {
  return (
    <>
      {inWords(kind)}
      <br />
      <Id>{subject}</Id>
    </>
  );
}

function whatItKeeps({ kind, things, released_at: releasedAt }: LegalHold): string {
  if (releasedAt !== null) return '–';
  return kind === 'partner' ? 'everything' : `${figure(things)} payments and consents`;
}

function Released({ of: hold, onReleased }: { of: LegalHold; onReleased(): void }) {
  if (hold.released_at !== null) {
    return (
      <>
        <Moment at={hold.released_at} />, {hold.released_by}
      </>
    );
  }
  return (
    <FormDialog
      label="Release"
      title={`Release the hold of case ${hold.case_reference}`}
      action="Release it"
      onSubmit={async () => {
        await change(`/legal-holds/${hold.id}/release`, {});
        onReleased();
      }}
    >
      <Text size="sm">
        From then on it may be erased, and is deleted when it was kept long enough. Your name stays on record.
      </Text>
    </FormDialog>
  );
}

function PlaceHold({ onPlaced }: { onPlaced(): void }) {
  const { values, field } = useFields({ subject: '' });
  const [reason, setReason] = useState<Reason>({ reason: 'supervisor', case_reference: '' });
  return (
    <FormDialog
      label="Put on hold"
      title="Put on legal hold"
      action="Hold it"
      onSubmit={async () => {
        await change('/legal-holds', { ...values, ...reason });
        onPlaced();
      }}
    >
      <TextInput
        label="What"
        description="Id of a payment, a consent, a partner, or a person who asked about their data (dsu_…)"
        {...field('subject')}
        required
        autoComplete="off"
      />
      <ReasonFields of={reason} onChange={setReason} />
    </FormDialog>
  );
}
