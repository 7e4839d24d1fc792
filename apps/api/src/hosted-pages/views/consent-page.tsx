import { CheckAgainLink, Details, Footer, ReturnLink } from './actions.js';
import { type ConsentPageModel, isOpenToPayer } from './consent-page.model.js';
import { ConsentStagePanel, consentStageText } from './consent-stage-panel.js';
import { accountRows, termRows } from './consent-terms.js';
import { formatDate } from './format.js';
import { stylesheetAsset } from './hosted-page-assets.js';
import { type LiveStatus, renderPage } from './page-layout.js';
import { Purpose } from './purpose.js';
import { texts } from './texts.js';
import type { ConsentStageName } from './texts.model.js';
import { isolated } from './visible-text.js';

export type { ConsentPageModel } from './consent-page.model.js';

/** Names the page's structure and sentences (by hand) and its looks (by hash), so that what was shown can be drawn again. */
export const consentTemplateVersion = `consent-6 ${stylesheetAsset.path}`;

const waterLevels: Record<ConsentStageName, 0 | 1 | 2 | 3> = {
  ready: 0,
  completing: 2,
  authorised: 3,
  given_elsewhere: 0,
  rejected: 0,
  failed: 0,
  expired: 0,
  revoked: 0,
};

const waiting: Partial<Record<ConsentStageName, { reloadAfterSeconds: number | null }>> = {
  ready: { reloadAfterSeconds: null },
  completing: { reloadAfterSeconds: 2 },
};

export function renderConsentPage(model: ConsentPageModel): string {
  const { language, stage } = model;
  const live = liveStatusOf(model);
  return renderPage({
    language,
    title: `${consentStageText(model).title} · ${model.partner.name}`,
    brand: model.tpp.name,
    languageUrls: model.languageUrls,
    waterLevel: waterLevels[stage.name],
    live,
    summary: <Summary {...model} />,
    action: (
      <>
        <ConsentStagePanel {...model} />
        {stage.name === 'completing' ? <CheckAgainLink language={language} url={model.languageUrls[language]} /> : null}
      </>
    ),
    details: <ConsentDetails {...model} />,
    footer: <Footer language={language} tpp={model.tpp} reference={model.consent.id} />,
  });
}

function liveStatusOf({ stage, statusUrl, statusVersion }: ConsentPageModel): LiveStatus | null {
  const waits = waiting[stage.name];
  return waits ? { url: statusUrl, version: statusVersion, ...waits } : null;
}

function Summary({ language, tpp, partner, consent, renewal, stage }: ConsentPageModel) {
  const text = texts[language].consent;
  const names = { partner: isolated(partner.name), tpp: isolated(tpp.name) };
  const heading = renewal ? text.renewal.heading[consent.type] : text.heading[consent.type];
  const isOpen = isOpenToPayer(stage) || stage.name === 'completing';
  return (
    <>
      <h1 className="request">{heading(names)}</h1>
      <p className="asked-through">{text.askedThrough(names.tpp, tpp.registerNumber)}</p>
      {consent.purpose !== null && isOpen ? (
        <p className="purpose">
          {text.why} <Purpose {...consent.purpose} />
        </p>
      ) : null}
      {renewal?.isConsentAlive && isOpen ? (
        <p className="asked-through">{text.renewal.note(formatDate(renewal.validUntilNow, language))}</p>
      ) : null}
    </>
  );
}

/** While the payer decides, all that counts stands before the choice; this is the reference and the way back. */
function ConsentDetails(model: ConsentPageModel) {
  const { language, partner, consent, stage, returnUrl } = model;
  const text = texts[language].consent;
  const isOpen = isOpenToPayer(stage);
  const rows = [];
  if (stage.name === 'authorised') rows.push(...accountRows(model, { isOpen }));
  if (stage.name === 'completing' || stage.name === 'authorised') rows.push(...termRows(model));
  if (consent.psuReference !== null) {
    rows.push({ term: text.psuReference(isolated(partner.name)), value: <bdi>{consent.psuReference}</bdi> });
  }
  return (
    <>
      {rows.length > 0 ? <Details title={text.details} rows={rows} /> : null}
      {isOpen || stage.name === 'completing' ? (
        <ReturnLink language={language} partner={partner.name} url={returnUrl} prominent={false} />
      ) : null}
    </>
  );
}
