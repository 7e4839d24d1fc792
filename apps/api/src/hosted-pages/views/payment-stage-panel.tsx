import { ActionForm, ReturnLink } from './actions.js';
import { DebtorFields, RememberTick } from './debtor-fields.js';
import { RequestFields } from './request-fields.js';
import { StatusSign, type Symbol } from './drawings.js';
import type { PaymentPageModel } from './payment-page.model.js';
import { ScanToContinue } from './scan-to-continue.js';
import { texts } from './texts.js';
import type { PartyNames, PaymentStageName, StageText } from './texts.model.js';
import { isolated } from './visible-text.js';

const signs: Partial<Record<PaymentStageName, Symbol>> = {
  preparing: 'waiting',
  confirm_in_app: 'phone',
  answer_request: 'phone',
  ending: 'waiting',
  authorised: 'waiting',
  executed: 'done',
  rejected: 'stopped',
  cancelled: 'stopped',
  superseded: 'stopped',
  expired: 'stopped',
  failed: 'failed',
  in_review: 'attention',
};

export function paymentStageText(model: PaymentPageModel): StageText {
  const text = texts[model.language].payment;
  const names = namesOf(model);
  if (model.stage.name === 'executed' && model.returnUrl === null) return text.executedHere;
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
          <ActionForm
            action={actionUrl}
            csrfToken={csrfToken}
            label={text.continue}
            kind="primary"
            below={<RememberTick language={language} isTicked={stage.values.remember} />}
          >
            <DebtorFields language={language} values={stage.values} errors={stage.errors} />
          </ActionForm>
          <DeclineForm {...model} />
          <QuietRequest {...model} />
          <ScanToContinue language={language} qrSvg={stage.qrSvg} />
        </div>
      );
    case 'ask_request':
      return (
        <div className="choices choices-stacked">
          {stage.lastFour === null ? null : <PayFrom language={language} lastFour={stage.lastFour} />}
          <ActionForm action={stage.actionUrl} csrfToken={csrfToken} label={text.sendRequest} kind="primary">
            <RequestFields language={language} {...stage} />
          </ActionForm>
          <DeclineForm {...model} />
          <div className="quiet-choices">
            <a className="link" href={stage.otherUrl}>
              {text.ordinaryWay}
            </a>
          </div>
        </div>
      );
    case 'remembered':
      return (
        <div className="choices">
          <PayFrom language={language} lastFour={stage.lastFour} />
          <ActionForm action={actionUrl} csrfToken={csrfToken} label={text.continueToBank} kind="primary">
            <input type="hidden" name="remembered" value="yes" />
          </ActionForm>
          <DeclineForm {...model} />
          <div className="quiet-choices">
            <a className="link" href={stage.otherUrl}>
              {text.useOther}
            </a>
            <ActionForm action={stage.forgetUrl} csrfToken={csrfToken} label={text.forget} kind="quiet" />
            <RequestLink {...model} />
          </div>
        </div>
      );
    case 'push':
      return (
        <div className="choices">
          <PayFrom language={language} lastFour={stage.lastFour} />
          <ActionForm action={actionUrl} csrfToken={csrfToken} label={text.sendPush} kind="primary">
            <input type="hidden" name="push" value="yes" />
          </ActionForm>
          <DeclineForm {...model} />
          <div className="quiet-choices">
            <a className="link" href={stage.otherUrl}>
              {text.otherWay}
            </a>
            <RequestLink {...model} />
          </div>
        </div>
      );
    case 'ready':
      return (
        <>
          <div className="choices">
            <ActionForm action={actionUrl} csrfToken={csrfToken} label={text.continueToBank} kind="primary" />
            <DeclineForm {...model} />
            <QuietRequest {...model} />
          </div>
          <ScanToContinue language={language} qrSvg={stage.qrSvg} />
        </>
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
    case 'answer_request':
      return (
        <div className="choices">
          <DeclineForm {...model} />
        </div>
      );
    default:
      return (
        <>
          {model.againUrl === null ? null : (
            <p className="return">
              <a className="button button-primary" href={model.againUrl}>
                {text.again}
              </a>
            </p>
          )}
          <ReturnLink
            language={language}
            partner={model.partner.name}
            url={model.returnUrl}
            prominent={model.againUrl === null}
          />
        </>
      );
  }
}

/** Masked: whoever else uses this browser learns no number. */
function PayFrom({ language, lastFour }: Pick<PaymentPageModel, 'language'> & { lastFour: string }) {
  return (
    <p className="pay-from">
      {texts[language].payment.payFrom}{' '}
      <strong>
        <span aria-hidden="true">•••• </span>
        {lastFour}
      </strong>
    </p>
  );
}

function QuietRequest(model: PaymentPageModel) {
  if (model.requestUrl === null) return null;
  return (
    <div className="quiet-choices">
      <RequestLink {...model} />
    </div>
  );
}

function RequestLink({ language, requestUrl }: PaymentPageModel) {
  if (requestUrl === null) return null;
  return (
    <a className="link" href={requestUrl}>
      {texts[language].payment.getRequest}
    </a>
  );
}

function DeclineForm({ language, declineUrl, csrfToken }: PaymentPageModel) {
  if (declineUrl === null) return null;
  return (
    <ActionForm action={declineUrl} csrfToken={csrfToken} label={texts[language].payment.decline} kind="secondary" />
  );
}
