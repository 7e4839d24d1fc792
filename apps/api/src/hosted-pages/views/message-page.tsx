import { Reference } from './actions.js';
import { StatusSign } from './drawings.js';
import { hostOf } from './format.js';
import type { Language } from './language.js';
import { renderPage } from './page-layout.js';
import { texts } from './texts.js';
import type { MessageKind } from './texts.model.js';

export interface MessagePageModel {
  language: Language;
  kind: MessageKind;
  /** Shown small, for support. */
  requestId: string;
  backUrl: string | null;
}

/** A page for when there is nothing to show: what is the matter and what to do, never what went wrong inside. */
export function renderMessagePage({ language, kind, requestId, backUrl }: MessagePageModel): string {
  const text = texts[language];
  const { title, body } = text.message[kind];
  return renderPage({
    language,
    title,
    brand: 'Sluis',
    languageUrls: null,
    waterLevel: 0,
    live: null,
    action: (
      <div className="stage">
        <StatusSign symbol="attention" />
        <h1 className="message-title">{title}</h1>
        <p className="stage-body">{body}</p>
        {backUrl === null ? null : (
          <p className="return">
            <a className="button button-primary" href={backUrl} rel="noreferrer">
              {text.back(hostOf(backUrl))}
            </a>
          </p>
        )}
      </div>
    ),
    footer: <Reference language={language} value={requestId} />,
  });
}
