import { ActionForm, CheckAgainLink } from './actions.js';
import { StatusSign } from './drawings.js';
import { renderPage } from './page-layout.js';
import { PermissionCard, PermissionFacts } from './permission-card.js';
import type { PermissionItem, PermissionsPageModel } from './permissions-page.model.js';
import { texts } from './texts.js';
import { isolated } from './visible-text.js';

export type { PermissionsPageModel } from './permissions-page.model.js';

/** A payer's own permissions over all partners; nothing on it needs a script. */
export function renderPermissionsPage(model: PermissionsPageModel): string {
  const { language, stage, tpp } = model;
  const text = texts[language].permissions;
  return renderPage({
    language,
    title: `${text.title} · ${tpp.name}`,
    brand: tpp.name,
    languageUrls: model.languageUrls,
    waterLevel: stage.name === 'log_in' ? 0 : stage.name === 'identifying' ? 2 : 3,
    live:
      stage.name === 'identifying'
        ? { url: model.statusUrl, version: model.statusVersion, reloadAfterSeconds: 2 }
        : null,
    summary: (
      <>
        <h1 className="request">{text.title}</h1>
        <p className="asked-through">{text.intro(isolated(tpp.name))}</p>
      </>
    ),
    action: <Stage {...model} />,
    footer: (
      <p>
        {texts[language].arrangedBy(isolated(tpp.name), tpp.registerNumber)} {texts[language].loginStaysPrivate}
      </p>
    ),
  });
}

function Stage(model: PermissionsPageModel) {
  const { language, stage, pageUrl, csrfToken } = model;
  const text = texts[language].permissions;
  switch (stage.name) {
    case 'log_in':
      return (
        <section className="stage" aria-labelledby="stage-title">
          {stage.notice === null ? null : (
            <p className="notice notice-attention" role="status">
              {text.notice[stage.notice]}
            </p>
          )}
          <h2 id="stage-title">{text.logIn.title}</h2>
          <p className="stage-body">{text.logIn.body}</p>
          <div className="choices">
            <ActionForm action={pageUrl} csrfToken={csrfToken} label={text.logIn.button} kind="primary" />
          </div>
        </section>
      );
    case 'identifying':
      return (
        <section className="stage" aria-labelledby="stage-title">
          <StatusSign symbol="waiting" />
          <h2 id="stage-title">{text.identifying.title}</h2>
          <p className="stage-body">{text.identifying.body}</p>
          <CheckAgainLink language={language} url={pageUrl} />
        </section>
      );
    case 'list':
      return <PermissionList {...model} items={stage.items} justStopped={stage.justStopped} />;
    case 'confirm':
      return <Confirmation {...model} item={stage.item} />;
  }
}

function PermissionList(model: PermissionsPageModel & { items: PermissionItem[]; justStopped: string | null }) {
  const { language, items, justStopped, stopUrl, tpp } = model;
  const text = texts[language].permissions;
  const living = items.filter(({ status }) => status === 'authorised');
  const ended = items.filter(({ status }) => status !== 'authorised');
  return (
    <>
      {justStopped === null ? null : (
        <p className="notice" role="status">
          {text.justStopped(isolated(justStopped))}
        </p>
      )}
      {items.length === 0 ? (
        <section aria-labelledby="none-title">
          <h2 id="none-title">{text.none.title}</h2>
          <p className="stage-body">{text.none.body}</p>
        </section>
      ) : null}
      {[
        { title: text.living, group: living },
        { title: text.ended, group: ended },
      ].map(({ title, group }) =>
        group.length === 0 ? null : (
          <section key={title} className="group" aria-label={title}>
            <h2 className="section-title">{title}</h2>
            <ul className="cards">
              {group.map((item) => (
                <PermissionCard key={item.id} language={language} tpp={tpp} item={item} stopUrl={stopUrl(item.id)} />
              ))}
            </ul>
          </section>
        ),
      )}
      <div className="log-out">
        <ActionForm action={model.logOutUrl} csrfToken={model.csrfToken} label={text.logOut} kind="secondary" />
        <p className="stage-body">{text.logOutNote}</p>
      </div>
    </>
  );
}

function Confirmation(model: PermissionsPageModel & { item: PermissionItem }) {
  const { language, item, tpp, csrfToken, stopUrl, pageUrl } = model;
  const text = texts[language].permissions;
  const { title, body } = text.confirm({ partner: isolated(item.partner), tpp: isolated(tpp.name) });
  return (
    <section className="stage" aria-labelledby="stage-title">
      <h2 id="stage-title">{title}</h2>
      <p className="stage-body">{body}</p>
      <div className="choices">
        <ActionForm action={stopUrl(item.id)} csrfToken={csrfToken} label={text.confirmStop} kind="primary" />
        <a className="button button-secondary" href={pageUrl}>
          {text.keep}
        </a>
      </div>
      <PermissionFacts language={language} tpp={tpp} item={item} />
    </section>
  );
}
