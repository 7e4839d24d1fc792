import { Field } from './debtor-fields.js';
import type { Language } from './language.js';
import type { RequestFormErrors } from './payment-page.model.js';
import { texts } from './texts.js';

interface RequestFields {
  language: Language;
  value: string;
  lastFour: string | null;
  errors: RequestFormErrors;
}

/** Where the payment request goes. There is nothing to type where the partner named the payer's account. */
export function RequestFields({ language, value, lastFour, errors }: RequestFields) {
  const text = texts[language].payment;
  const error = errors.address && text.addressErrors[errors.address];
  if (lastFour !== null) return error === undefined ? null : <p className="field-error">{error}</p>;
  return (
    <Field id="address" label={text.address} hint={text.addressHint} error={error}>
      {(described) => (
        <input
          {...described}
          className="input"
          name="address"
          type="text"
          defaultValue={value}
          maxLength={254}
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          required
          autoFocus={error !== undefined}
        />
      )}
    </Field>
  );
}
