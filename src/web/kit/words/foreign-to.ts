import type { Translate } from '../../../platform/messages/messages.ts';
import { baseOf } from '../../../record/vocabulary/languages.ts';

/** Returns the language if it is known and differs from the page's language. */
export const foreignTo = (t: Translate, language: string | null | undefined): string | undefined =>
  !language || language === 'und' || baseOf(language) === baseOf(t.locale) ? undefined : language;
