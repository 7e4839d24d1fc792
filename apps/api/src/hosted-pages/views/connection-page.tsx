import { ActionForm, CheckAgainLink, Details, Footer, ReturnLink } from './actions.js';
import { connectionTexts, type ConnectionStageName } from './connection-texts.js';
import { StatusSign, type Symbol } from './drawings.js';
import { groupIban } from './format.js';
import type { Language } from './language.js';
import { renderPage } from './page-layout.js';
import type { PartyNames } from './texts.model.js';
import { isolated } from './visible-text.js';

export interface ConnectionPageModel {
  language: Language;
  tpp: { name: string; registerNumber: string };
  partner: { name: string };
  /** Shown small, for support. */
  connectionId: string;
  stage: ConnectionStageName;
  /** Those connected; empty until the connection is active. */
  accounts: { iban: string; name: string }[];
  /** POST target to go on to bunq, with the field `csrf`. */
  actionUrl: string;
  declineUrl: string;
  returnUrl: string | null;
  languageUrls: Record<Language, string>;
  csrfToken: string;
  /** Answers `{ "version": string }`; the page is reloaded when that differs from `statusVersion`. */
  statusUrl: string;
  statusVersion: string;
}

const signs: Partial<Record<ConnectionStageName, Symbol>> = {
  completing: 'waiting',
  active: 'done',
  rejected: 'stopped',
  failed: 'attention',
  start_again: 'attention',
  expired: 'stopped',
  ended: 'stopped',
};

/** Somebody may still say yes or no: for the first time, or once more because the way back from bunq failed. */
export function isConnectionOpen(stage: ConnectionStageName): boolean {
  return stage === 'ready' || stage === 'start_again';
}

export function renderConnectionPage(model: ConnectionPageModel): string {
  const { language, stage, statusUrl, statusVersion, languageUrls } = model;
  const isCompleting = stage === 'completing';
  const live = { url: statusUrl, version: statusVersion, reloadAfterSeconds: isCompleting ? 2 : null };
  return renderPage({
    language,
    title: `${connectionTexts[language].stage[stage](namesOf(model)).title} · ${model.partner.name}`,
    brand: model.tpp.name,
    languageUrls,
    waterLevel: stage === 'active' ? 3 : isCompleting ? 2 : 0,
    live: isCompleting || isConnectionOpen(stage) ? live : null,
    summary: <Summary {...model} />,
    action: (
      <>
        <StagePanel {...model} />
        {isCompleting ? <CheckAgainLink language={language} url={languageUrls[language]} /> : null}
      </>
    ),
    details: <ConnectionDetails {...model} />,
    footer: <Footer language={language} tpp={model.tpp} reference={model.connectionId} />,
  });
}

function Summary(model: ConnectionPageModel) {
  const text = connectionTexts[model.language];
  return (
    <>
      <h1 className="request">{text.heading(namesOf(model))}</h1>
      <p className="asked-through">{text.askedThrough(namesOf(model))}</p>
    </>
  );
}

function StagePanel(model: ConnectionPageModel) {
  const { language, stage, actionUrl, declineUrl, csrfToken, partner, returnUrl } = model;
  const text = connectionTexts[language];
  const names = namesOf(model);
  const { title, body } = text.stage[stage](names);
  const sign = signs[stage];
  const isOpen = isConnectionOpen(stage);
  return (
    <section className={`stage stage-${stage}`} aria-labelledby="stage-title">
      {sign ? <StatusSign symbol={sign} /> : null}
      <h2 id="stage-title">{title}</h2>
      {isOpen ? (
        <>
          <ul className="permissions">
            {text.allowed(names).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p className="not-allowed">{text.notAllowed(names)}</p>
        </>
      ) : null}
      <p className="stage-body">{body}</p>
      {isOpen ? (
        <div className="choices choices-sticky">
          <ActionForm action={actionUrl} csrfToken={csrfToken} label={text.agree} kind="primary" />
          <ActionForm action={declineUrl} csrfToken={csrfToken} label={text.decline} kind="secondary" />
        </div>
      ) : null}
      {isOpen || stage === 'completing' ? null : (
        <ReturnLink language={language} partner={partner.name} url={returnUrl} prominent />
      )}
    </section>
  );
}

function ConnectionDetails(model: ConnectionPageModel) {
  const { language, stage, accounts, partner, returnUrl } = model;
  const text = connectionTexts[language];
  const rows = [];
  if (accounts.length > 0) {
    const list = (
      <ul className="accounts">
        {accounts.map(({ iban, name }) => (
          <li key={iban}>
            <bdi>{name}</bdi> <span className="account-iban">{groupIban(iban)}</span>
          </li>
        ))}
      </ul>
    );
    rows.push({ term: text.accounts, value: list });
  }
  if (isConnectionOpen(stage) || stage === 'active') {
    rows.push({ term: text.howToStop, value: text.stop(namesOf(model)) });
  }
  return (
    <>
      {rows.length > 0 ? <Details title={text.details} rows={rows} /> : null}
      {isConnectionOpen(stage) ? (
        <ReturnLink language={language} partner={partner.name} url={returnUrl} prominent={false} />
      ) : null}
    </>
  );
}

function namesOf({ partner, tpp }: ConnectionPageModel): PartyNames {
  return { partner: isolated(partner.name), tpp: isolated(tpp.name) };
}
