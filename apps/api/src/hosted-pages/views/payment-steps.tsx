import type { Language } from './language.js';
import { texts } from './texts.js';
import type { PaymentStageName } from './texts.model.js';

/** Which of the three steps the payer stands at; 3 is past the last. A payment that ended unpaid shows none. */
const stepOf: Record<PaymentStageName, 0 | 1 | 2 | 3 | null> = {
  ask_debtor: 0,
  remembered: 0,
  push: 0,
  ask_request: 0,
  ready: 0,
  preparing: 1,
  at_bank: 1,
  confirm_in_app: 1,
  answer_request: 1,
  ending: null,
  authorised: 2,
  executed: 3,
  rejected: null,
  cancelled: null,
  superseded: null,
  expired: null,
  failed: null,
  in_review: null,
};

export function PaymentSteps({ language, stage }: { language: Language; stage: PaymentStageName }) {
  const current = stepOf[stage];
  if (current === null) return null;
  const text = texts[language].payment;
  return (
    <ol className="steps" aria-label={text.progress}>
      {[text.steps.check, text.steps.approve, text.steps.done].map((label, index) => (
        <li
          key={label}
          className={`step ${index < current ? 'step-done' : index === current ? 'step-current' : ''}`}
          aria-current={index === current ? 'step' : undefined}
        >
          {label}
          {index < current ? <span className="visually-hidden"> ({text.stepDone})</span> : null}
        </li>
      ))}
    </ol>
  );
}
