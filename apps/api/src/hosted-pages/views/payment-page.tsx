import { CheckAgainLink, Details, Footer, ReturnLink } from './actions.js';
import { formatMoney, lastFourDigits } from './format.js';
import { type LiveStatus, renderPage } from './page-layout.js';
import { PayeeHeading } from './payee.js';
import type { PaymentPageModel } from './payment-page.model.js';
import { PaymentSteps } from './payment-steps.js';
import { PaymentStagePanel, paymentStageText } from './payment-stage-panel.js';
import { texts } from './texts.js';
import type { PaymentStageName } from './texts.model.js';
import { isolated } from './visible-text.js';

export type { PaymentPageModel } from './payment-page.model.js';

const waterLevels: Record<PaymentStageName, 0 | 1 | 2 | 3> = {
  ask_debtor: 0,
  remembered: 0,
  push: 0,
  ask_request: 0,
  ready: 0,
  preparing: 1,
  at_bank: 1,
  confirm_in_app: 1,
  answer_request: 1,
  ending: 1,
  authorised: 2,
  executed: 3,
  rejected: 0,
  cancelled: 0,
  superseded: 0,
  expired: 0,
  failed: 0,
  in_review: 1,
};

/**
 * What the page waits for. The forms wait for the payer alone, and reloading would empty them under their hands;
 * the last stages change no more.
 */
const waiting: Partial<Record<PaymentStageName, { reloadAfterSeconds: number | null }>> = {
  remembered: { reloadAfterSeconds: null },
  push: { reloadAfterSeconds: null },
  ready: { reloadAfterSeconds: null },
  preparing: { reloadAfterSeconds: 2 },
  at_bank: { reloadAfterSeconds: 10 },
  confirm_in_app: { reloadAfterSeconds: 10 },
  answer_request: { reloadAfterSeconds: 10 },
  ending: { reloadAfterSeconds: 10 },
  authorised: { reloadAfterSeconds: 10 },
  in_review: { reloadAfterSeconds: null },
};

export function renderPaymentPage(model: PaymentPageModel): string {
  const { language, stage } = model;
  const text = texts[language];
  const live = liveStatusOf(model);
  const title = `${paymentStageText(model).title} · ${formatMoney(model.payment.amount, language)}`;
  const hasErrors =
    (stage.name === 'ask_debtor' || stage.name === 'ask_request') && Object.keys(stage.errors).length > 0;
  return renderPage({
    language,
    title: hasErrors ? text.errorTitle(title) : title,
    brand: model.tpp.name,
    languageUrls: model.languageUrls,
    waterLevel: waterLevels[stage.name],
    live,
    summary: <Summary {...model} />,
    action: (
      <>
        <PaymentSteps language={language} stage={stage.name} />
        {isWarned(model) ? <p className="hint-box hint-before">{text.payment.payeeCheck.no_match}</p> : null}
        <PaymentStagePanel {...model} />
        {live ? <CheckAgainLink language={language} url={model.languageUrls[language]} /> : null}
      </>
    ),
    details: (
      <>
        <PaymentDetails {...model} />
        {isOpen(stage.name) ? (
          <ReturnLink language={language} partner={model.partner.name} url={model.returnUrl} prominent={false} />
        ) : null}
      </>
    ),
    footer: <Footer language={language} tpp={model.tpp} reference={model.payment.id} />,
  });
}

/** While the payer still has something to do here, the way back is a quiet link; the panel shows it once they have not. */
function isOpen(stage: PaymentStageName): boolean {
  return [
    'ask_debtor',
    'remembered',
    'push',
    'ask_request',
    'ready',
    'preparing',
    'at_bank',
    'confirm_in_app',
    'answer_request',
  ].includes(stage);
}

/** Money that may go to somebody else stands beside the button, not beside the name. */
function isWarned({ payment, stage }: PaymentPageModel): boolean {
  return payment.payeeCheck === 'no_match' && isOpen(stage.name);
}

function liveStatusOf({ stage, statusUrl, statusVersion }: PaymentPageModel): LiveStatus | null {
  const waits = waiting[stage.name];
  return waits ? { url: statusUrl, version: statusVersion, ...waits } : null;
}

function Summary({ language, payment, stage }: PaymentPageModel) {
  const text = texts[language].payment;
  return (
    <>
      <PayeeHeading
        label={text.amountLabel[stage.name]}
        amount={formatMoney(payment.amount, language)}
        to={text.to}
        creditor={payment.creditor}
      />
      {payment.payeeCheck !== null && payment.payeeCheck !== 'no_match' && isOpen(stage.name) ? (
        <p className={`payee-check payee-check-${payment.payeeCheck}`}>{text.payeeCheck[payment.payeeCheck]}</p>
      ) : null}
    </>
  );
}

function PaymentDetails({ language, partner, payment }: PaymentPageModel) {
  const text = texts[language].payment;
  const rows = [{ term: text.description, value: <bdi>{payment.remittanceInformation}</bdi> }];
  if (payment.debtorIban !== null) {
    rows.push({
      term: text.from,
      value: (
        <span>
          <span aria-hidden="true">•••• </span>
          <span className="visually-hidden">{text.endingIn} </span>
          {lastFourDigits(payment.debtorIban)}
        </span>
      ),
    });
  }
  rows.push({ term: text.requestedBy, value: <bdi>{partner.name}</bdi> });
  if (payment.reference !== null) {
    rows.push({ term: text.partnerReference(isolated(partner.name)), value: <bdi>{payment.reference}</bdi> });
  }
  return <Details title={text.details} rows={rows} />;
}
