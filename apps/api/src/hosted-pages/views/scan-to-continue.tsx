import type { Language } from './language.js';
import { texts } from './texts.js';

interface ScanToContinue {
  language: Language;
  /** Markup made by our own code; it goes into the page as it is. */
  qrSvg: string;
}

/** For wide screens only: on a phone there is no second phone to scan with, and the button does the same. */
export function ScanToContinue({ language, qrSvg }: ScanToContinue) {
  const text = texts[language].payment;
  return (
    <div className="scan">
      {/* Our own code draws this picture; nothing a stranger wrote is in it. */}
      <div className="scan-code" role="img" aria-label={text.scanLabel} dangerouslySetInnerHTML={{ __html: qrSvg }} />
      <div>
        <h3 className="scan-title">{text.scanTitle}</h3>
        <p>{text.scanBody}</p>
      </div>
    </div>
  );
}
