import { ActionForm, ReturnLink } from './actions.js';
import { type ConsentPageModel, isOpenToPayer } from './consent-page.model.js';
import { ConsentTerms } from './consent-terms.js';
import { StatusSign, type Symbol } from './drawings.js';
import { formatDate } from './format.js';
import { texts } from './texts.js';
import type { ConsentStageName, PartyNames, Permission, StageText } from './texts.model.js';
import { isolated } from './visible-text.js';

const signs: Partial<Record<ConsentStageName, Symbol>> = {
  completing: 'waiting',
  authorised: 'done',
  given_elsewhere: 'stopped',
  rejected: 'stopped',
  failed: 'attention',
  expired: 'stopped',
  revoked: 'stopped',
};

export function consentStageText(model: ConsentPageModel): StageText {
  const text = texts[model.language].consent;
  const names = namesOf(model);
  const { stage, renewal } = model;
  if (
    renewal &&
    !isOpenToPayer(stage) &&
    (stage.name === 'authorised' || stage.name === 'rejected' || stage.name === 'expired' || stage.name === 'failed')
  ) {
    const until = formatDate(renewal.validUntilNow, model.language);
    if (stage.name === 'failed' && stage.reason === 'another_payer') return text.renewal.anotherPayer(names, until);
    return text.renewal.stage[stage.name](names, until);
  }
  return stage.name === 'failed' ? text.failure[stage.reason](names) : text.stage[stage.name](names);
}

function namesOf(model: ConsentPageModel): PartyNames {
  return { partner: isolated(model.partner.name), tpp: isolated(model.tpp.name) };
}

export function ConsentStagePanel(model: ConsentPageModel) {
  const { language, stage, actionUrl, declineUrl, csrfToken } = model;
  const { title, body } = consentStageText(model);
  const text = texts[language].consent;
  const sign = signs[stage.name];
  const isOpen = isOpenToPayer(stage);
  return (
    <section className={`stage stage-${stage.name}`} aria-labelledby="stage-title">
      {sign ? <StatusSign symbol={sign} /> : null}
      <h2 id="stage-title">{title}</h2>
      {stage.name === 'ready' ? null : <p className="stage-body">{body}</p>}
      {isOpen ? <Permissions {...model} /> : null}
      {isOpen ? <ConsentTerms {...model} /> : null}
      {/* Where nothing has happened yet, it says what comes next. */}
      {stage.name === 'ready' ? <p className="stage-body">{body}</p> : null}
      {isOpen ? (
        <div className="choices choices-equal">
          <ActionForm action={actionUrl} csrfToken={csrfToken} label={text.agree} kind="primary" />
          {declineUrl === null ? null : (
            <ActionForm action={declineUrl} csrfToken={csrfToken} label={text.decline} kind="secondary" />
          )}
        </div>
      ) : null}
      {isOpen || stage.name === 'completing' ? null : (
        <ReturnLink language={language} partner={model.partner.name} url={model.returnUrl} prominent />
      )}
    </section>
  );
}

function Permissions(model: ConsentPageModel) {
  const text = texts[model.language].consent;
  const names = namesOf(model);
  return (
    <>
      <ul className="permissions">
        {model.consent.permissions.map((code) => {
          const isKnown = isPermission(code);
          const { title, body } = isKnown ? text.permissions[code](names) : text.unknownPermission(code, names);
          return (
            <li key={code} className={isKnown ? undefined : 'permission-unknown'}>
              <strong>{title}</strong>
              <span>{body}</span>
            </li>
          );
        })}
      </ul>
      <p className="not-allowed">{text.notAllowed[model.consent.type](names)}</p>
    </>
  );
}

function isPermission(code: string): code is Permission {
  return Object.hasOwn(texts.en.consent.permissions, code);
}
