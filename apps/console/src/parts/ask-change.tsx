import { Alert, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { askedChangeSchema } from '../answers/changes.js';
import { post } from '../api.js';
import { navigate } from '../router.js';
import { useFields } from './fields.js';
import { FormDialog } from './form-dialog.js';
import { paleGray } from './words.js';

interface Asking {
  kind: string;
  payload: Record<string, unknown>;
}

/** A button that asks for a change, with a reason. Done at once it stays here, else it leads to the approval. */
export function AskChange({
  label,
  title,
  asking,
  needsNobody = false,
  onDone,
  children,
}: {
  label: string;
  title: string;
  asking(): Asking;
  /** It only takes away, and is done at once. */
  needsNobody?: boolean;
  onDone(): void;
  children?: ReactNode;
}) {
  const { values, set, field } = useFields({ reason: '' });
  return (
    <FormDialog
      label={label}
      title={title}
      action={needsNobody ? 'Do it' : 'Ask for it'}
      onSubmit={async () => {
        const { id } = await post('/changes', { ...asking(), ...values }, askedChangeSchema);
        set('reason', '');
        if (id === null) onDone();
        else navigate(`/approvals/${id}`);
      }}
    >
      {children}
      <Alert variant="outline" color={paleGray} p="xs">
        {needsNobody
          ? 'This is done at once. It goes into the audit trail.'
          : 'What allows more waits until somebody else approves. What only takes away is done at once.'}
      </Alert>
      <Textarea
        label="Reason"
        description="For who decides and for auditors; no names of people"
        {...field('reason')}
        maxLength={200}
        autosize
        required
      />
    </FormDialog>
  );
}

interface OfPartner {
  partner: string;
  onDone(): void;
}

export function AddRedirectUri({ partner, onDone }: OfPartner) {
  const { values, field } = useFields({ uri: '' });
  return (
    <AskChange
      label="Add an address"
      title="Ask for a redirect URI"
      asking={() => ({ kind: 'partner.redirect_uri', payload: { partner, ...values, registered: true } })}
      onDone={onDone}
    >
      <TextInput
        label="Address"
        description="https, matched character for character"
        type="url"
        {...field('uri')}
        required
        data-autofocus
      />
    </AskChange>
  );
}

export function ChangeRequestLimit({ partner, onDone }: OfPartner) {
  const [figure, setFigure] = useState<number | string>(1000);
  const { values, field } = useFields({ whose: 'own' });
  const limit = values.whose === 'own' ? Number(figure) : null;
  return (
    <AskChange
      label="Change the request limit"
      title="Requests a minute"
      asking={() => ({ kind: 'partner.request_limit', payload: { partner, per_minute: limit } })}
      onDone={onDone}
    >
      <NativeSelect
        label="Limit"
        data={[
          { value: 'own', label: 'a figure of its own' },
          { value: 'everybody', label: "everybody's figure" },
        ]}
        {...field('whose')}
        data-autofocus
      />
      {values.whose === 'own' && (
        <NumberInput label="Requests a minute" value={figure} onChange={setFigure} min={1} max={1_000_000} required />
      )}
    </AskChange>
  );
}

const limitNames = [
  ['per_payment', 'Most of one payment'],
  ['per_day', 'Most of a day'],
  ['per_month', 'Most of a month'],
] as const;

export function ChangeSpendingLimits({ partner, onDone }: OfPartner) {
  const { values, field } = useFields({ per_payment: '', per_day: '', per_month: '', creditors: '' });
  const accounts = values.creditors.split(/[\s,;]+/).filter(Boolean);
  return (
    <AskChange
      label="Change the spending limits"
      title="Spending limits"
      asking={() => ({
        kind: 'partner.spending_limits',
        payload: {
          partner,
          per_payment: values.per_payment || null,
          per_day: values.per_day || null,
          per_month: values.per_month || null,
          allowed_creditors: accounts.length === 0 ? null : accounts,
        },
      })}
      onDone={onDone}
    >
      {limitNames.map(([name, label]) => (
        <TextInput
          key={name}
          label={`${label}, in euros`}
          placeholder="no limit"
          inputMode="decimal"
          pattern="\d{1,10}\.\d{2}"
          title="euros with two decimals, such as 250.00"
          {...field(name)}
        />
      ))}
      <Textarea
        label="Only these accounts may be paid"
        description="IBANs without spaces, one on a line; empty is any. All limits are set together."
        {...field('creditors')}
        autosize
      />
    </AskChange>
  );
}
