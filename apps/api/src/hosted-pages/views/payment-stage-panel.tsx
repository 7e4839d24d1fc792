import { ActionForm, ReturnLink } from './actions.js';
import { DebtorFields } from './debtor-fields.js';
import { StatusSign, type Symbol } from './drawings.js';
import type { PaymentPageModel } from './payment-page.model.js';
import { ScanToContinue } from './scan-to-continue.js';
import { texts } from './texts.js';
import type { PartyNames, PaymentStageName, StageText } from './texts.model.js';
import { isolated } from './visible-text.js';

const signs: Partial<Record<PaymentStageName, Symbol>> = {
  preparing: 'waiting',
  confirm_in_app: 'phone',
  ending: 'waiting',
  authorised: 'waiting',
  executed: 'done',
  rejected: 'stopped',
  cancelled: 'stopped',
  expired: 'stopped',
  failed: 'failed',
  in_review: 'attention',
};

export function paymentStageText(model: PaymentPageModel): StageText {
  const text = texts[model.language].payment;
  const names = namesOf(model);
  return model.stage.name === 'failed' ? text.failure[model.stage.reason](names) : text.stage[model.stage.name](names);
}

function namesOf(model: PaymentPageModel): PartyNames {
  return { partner: isolated(model.partner.name), tpp: isolated(model.tpp.name) };
}

/** What is the matter, what the payer can do, and the buttons to do it. */
export function PaymentStagePanel(model: PaymentPageModel) {
  const { title, body } = paymentStageText(model);
  const sign = signs[model.stage.name];
  return (
    <section className={`stage stage-${model.stage.name}`} aria-labelledby="stage-title">
      {sign ? <StatusSign symbol={sign} /> : null}
      <h2 id="stage-title">{title}</h2>
      <p className="stage-body">{body}</p>
      {model.otherBrowserHint ? (
        <p className="hint-box">{texts[model.language].payment.otherBrowser(namesOf(model))}</p>
      ) : null}
      <StageActions {...model} />
    </section>
  );
}

function StageActions(model: PaymentPageModel) {
  const { language, stage, actionUrl, csrfToken } = model;
  const text = texts[language].payment;
  switch (stage.name) {
    case 'ask_debtor':
      return (
        <div className="choices choices-stacked">
          <ActionForm action={actionUrl} csrfToken={csrfToken} label={text.continue} kind="primary">
            <DebtorFields language={language} values={stage.values} errors={stage.errors} />
          </ActionForm>
          <DeclineForm {...model} />
        </div>
      );
    case 'ready':
      return (
        <div className="choices">
          <ActionForm action={actionUrl} csrfToken={csrfToken} label={text.continueToBank} kind="primary" />
          <DeclineForm {...model} />
        </div>
      );
    case 'at_bank':
      return (
        <>
          <div className="choices">
            <a className="button button-primary" href={stage.bankUrl} rel="noreferrer">
              {text.openBank}
            </a>
            <DeclineForm {...model} />
          </div>
          <ScanToContinue language={language} qrSvg={stage.qrSvg} />
        </>
      );
    case 'preparing':
    case 'confirm_in_app':
      return (
        <div className="choices">
          <DeclineForm {...model} />
        </div>
      );
    default:
      return <ReturnLink language={language} partner={model.partner.name} url={model.returnUrl} prominent />;
  }
}

function DeclineForm({ language, declineUrl, csrfToken }: PaymentPageModel) {
  if (declineUrl === null) return null;
  return (
    <ActionForm action={declineUrl} csrfToken={csrfToken} label={texts[language].payment.decline} kind="secondary" />
  );
}
