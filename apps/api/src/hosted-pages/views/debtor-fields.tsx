import type { ReactNode } from 'react';
import type { Language } from './language.js';
import type { DebtorFormErrors } from './payment-page.model.js';
import { texts } from './texts.js';

interface DebtorFields {
  language: Language;
  values: { iban: string; name: string; remember: boolean };
  errors: DebtorFormErrors;
}

/** The payer's account. What was typed comes back with the error beside it, and the cursor stands where the first error is. */
export function DebtorFields({ language, values, errors }: DebtorFields) {
  const text = texts[language].payment;
  return (
    <>
      <Field id="iban" label={text.iban} hint={text.ibanHint} error={errors.iban && text.ibanErrors[errors.iban]}>
        {(described) => (
          <input
            {...described}
            className="input input-iban"
            name="iban"
            type="text"
            defaultValue={values.iban}
            // Room for the longest IBAN of 34 characters, typed in groups of four.
            maxLength={50}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            required
            autoFocus={errors.iban !== undefined}
          />
        )}
      </Field>
      <Field id="name" label={text.name} hint={text.nameHint} error={errors.name && text.nameErrors[errors.name]}>
        {(described) => (
          <input
            {...described}
            className="input"
            name="name"
            type="text"
            defaultValue={values.name}
            autoComplete="name"
            autoFocus={errors.iban === undefined && errors.name !== undefined}
          />
        )}
      </Field>
    </>
  );
}

/** Never ticked for the payer. It stands under the button, so that on a phone the button stays in sight. */
export function RememberTick({ language, isTicked }: { language: Language; isTicked: boolean }) {
  const text = texts[language].payment;
  return (
    <div className="tick">
      <input
        id="remember"
        name="remember"
        type="checkbox"
        value="yes"
        defaultChecked={isTicked}
        aria-describedby="remember-hint"
      />
      <label htmlFor="remember">{text.remember}</label>
      <span id="remember-hint" className="field-hint">
        {text.rememberHint}
      </span>
    </div>
  );
}

interface DescribedInput {
  id: string;
  'aria-describedby': string;
  'aria-invalid'?: true;
}

interface FieldProperties {
  id: string;
  label: string;
  hint: string;
  error: string | undefined;
  children: (described: DescribedInput) => ReactNode;
}

/** A labelled input; an error stands beside it and is read out with it. */
export function Field({ id, label, hint, error, children }: FieldProperties) {
  const described: DescribedInput =
    error === undefined
      ? { id, 'aria-describedby': `${id}-hint` }
      : { id, 'aria-describedby': `${id}-error ${id}-hint`, 'aria-invalid': true };
  return (
    <div className={error === undefined ? 'field' : 'field field-wrong'}>
      <div className="field-label">
        <label htmlFor={id}>{label}</label>
        <span id={`${id}-hint`} className="field-hint">
          {hint}
        </span>
      </div>
      {children(described)}
      {error === undefined ? null : (
        <span id={`${id}-error`} className="field-error">
          {error}
        </span>
      )}
    </div>
  );
}
