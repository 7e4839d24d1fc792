import type { Language } from './language.js';
import { englishTexts } from './texts.en.js';
import { dutchTexts } from './texts.nl.js';
import type { Texts } from './texts.model.js';

// A text missing in either language does not compile.
export const texts: Record<Language, Texts> = { nl: dutchTexts, en: englishTexts };
