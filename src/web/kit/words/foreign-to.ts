import type { Translate } from '../../../platform/messages/messages.ts';
import { baseOf } from '../../../record/vocabulary/languages.ts';

/** The given language if it is known and differs from that of the page, for the attribute `lang`. */
export const foreignTo = (t: Translate, language: string | null | undefined): string | undefined =>
  !language || language === 'und' || baseOf(language) === baseOf(t.locale) ? undefined : language;
