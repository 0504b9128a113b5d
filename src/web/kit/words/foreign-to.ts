import type { Translate } from '../../../platform/messages/messages.ts';
import { baseOf } from '../../../record/vocabulary/languages.ts';

/** A language, if it is known and is not that of the page. */
export const foreignTo = (t: Translate, language: string | null | undefined): string | undefined =>
  !language || language === 'und' || baseOf(language) === baseOf(t.locale) ? undefined : language;
