import { ActionForm, Details, Footer, ReturnLink } from './actions.js';
import { Field } from './debtor-fields.js';
import { StatusSign, type Symbol } from './drawings.js';
import { formatDateTime, formatMoney } from './format.js';
import type { LinkPageModel } from './link-page.model.js';
import { renderPage } from './page-layout.js';
import { PayeeHeading } from './payee.js';
import { ScanToContinue } from './scan-to-continue.js';
import { texts } from './texts.js';
import type { LinkStageName } from './texts.model.js';
import { isolated } from './visible-text.js';

export type { LinkPageModel } from './link-page.model.js';

const signs: Partial<Record<LinkStageName, Symbol>> = {
  busy: 'waiting',
  paid: 'done',
  deactivated: 'stopped',
  expired: 'stopped',
  not_possible: 'attention',
};

/** The payer's page of a payment link: who is paid, how much, why. Its button begins the payment, which has a page of its own. */
export function renderLinkPage(model: LinkPageModel): string {
  const { language, partner, link, stage } = model;
  const text = texts[language];
  const { title } = stageText(model);
  const hasError = stage.name === 'open' && stage.amountForm?.error;
  const heading = [title, ...(link.amount ? [formatMoney(link.amount, language)] : [])].join(' · ');
  const rows = [{ term: text.payment.description, value: <bdi>{link.remittanceInformation}</bdi> }];
  rows.push({ term: text.payment.requestedBy, value: <bdi>{partner.name}</bdi> });
  if (link.reference !== null)
    rows.push({ term: text.payment.partnerReference(isolated(partner.name)), value: <bdi>{link.reference}</bdi> });
  if (link.expiresAt !== null && stage.name === 'open')
    rows.push({ term: text.link.until, value: <bdi>{formatDateTime(link.expiresAt, language)}</bdi> });
  return renderPage({
    language,
    title: hasError ? text.errorTitle(heading) : heading,
    brand: model.tpp.name,
    languageUrls: model.languageUrls,
    waterLevel: stage.name === 'paid' ? 3 : 0,
    live: null,
    summary: (
      <PayeeHeading
        label={text.link.label[stage.name]}
        amount={link.amount && formatMoney(link.amount, language)}
        to={text.payment.to}
        creditor={link.creditor}
      />
    ),
    action: <StagePanel {...model} />,
    details: (
      <>
        <Details title={text.payment.details} rows={rows} />
        <ReturnLink language={language} partner={partner.name} url={model.returnUrl} prominent={false} />
      </>
    ),
    footer: <Footer language={language} tpp={model.tpp} reference={link.id} />,
  });
}

function stageText({ language, partner, tpp, stage }: LinkPageModel) {
  return texts[language].link.stage[stage.name]({ partner: isolated(partner.name), tpp: isolated(tpp.name) });
}

function StagePanel(model: LinkPageModel) {
  const { language, stage, continueUrl } = model;
  const { title, body } = stageText(model);
  const text = texts[language].link;
  const sign = signs[stage.name];
  return (
    <section className={`stage stage-${stage.name}`} aria-labelledby="stage-title">
      {sign ? <StatusSign symbol={sign} /> : null}
      <h2 id="stage-title">{title}</h2>
      <p className="stage-body">{body}</p>
      {continueUrl === null ? null : (
        <div className="hint-box">
          <p>{text.begun}</p>
          <p>
            <a className="link" href={continueUrl}>
              {text.goOn}
            </a>
          </p>
        </div>
      )}
      {stage.name === 'open' ? <Begin {...model} stage={stage} /> : null}
    </section>
  );
}

function Begin(model: LinkPageModel & { stage: Extract<LinkPageModel['stage'], { name: 'open' }> }) {
  const { language, stage, actionUrl, csrfToken, visitToken } = model;
  return (
    <>
      <div className="choices choices-stacked">
        <ActionForm action={actionUrl} csrfToken={csrfToken} label={texts[language].payment.continue} kind="primary">
          <input type="hidden" name="visit" value={visitToken} />
          {stage.amountForm ? <AmountField language={language} {...stage.amountForm} /> : null}
        </ActionForm>
      </div>
      <ScanToContinue language={language} qrSvg={stage.qrSvg} />
    </>
  );
}

type AmountField = { language: LinkPageModel['language'] } & NonNullable<
  Extract<LinkPageModel['stage'], { name: 'open' }>['amountForm']
>;

function AmountField({ language, value, error, minimum, maximum }: AmountField) {
  const text = texts[language].link;
  const between = [formatMoney(minimum, language), formatMoney(maximum, language)] as const;
  return (
    <Field
      id="amount"
      label={text.amount}
      hint={text.between(...between)}
      error={error === null ? undefined : text.amountErrors[error](...between)}
    >
      {(described) => (
        <span className="input-money">
          <span aria-hidden="true">€</span>
          <input
            {...described}
            className="input"
            name="amount"
            type="text"
            inputMode="decimal"
            defaultValue={value}
            maxLength={20}
            autoComplete="off"
            required
            autoFocus={error !== null}
          />
        </span>
      )}
    </Field>
  );
}
