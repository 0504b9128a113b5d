import { eld } from 'eld/small';
import { cyrillicLanguage } from '../languages/language.ts';

/**
 * Detects the language of a text. If the text has fewer than 120 characters or the result is unreliable, the language
 * that the page declares is used.
 */
export function detectLanguage(text: string, declared: string | null): string | null {
  const declaredTag = declared?.trim().replace('_', '-') || null;
  // The detector does not support Kazakh, and mistakes some short Russian texts for Ukrainian, Bulgarian or Serbian.
  const own = cyrillicLanguage(text);
  if (own === 'kk') return declaredTag?.toLowerCase().startsWith('kk') ? normal(declaredTag) : 'kk';
  const detected = eld.detect(text);
  if (own === 'ru' && /^(?:be|uk|bg|sr)$/.test(detected.language))
    return declaredTag?.toLowerCase().startsWith('ru') ? normal(declaredTag) : 'ru';
  if (!detected.language) return declaredTag;
  const base = declaredTag?.split('-')[0]?.toLowerCase();
  if (base === detected.language) return declaredTag!.length <= 3 ? base! : normal(declaredTag!);
  if (text.length < 120 || !detected.isReliable()) return declaredTag ? normal(declaredTag) : detected.language;
  return detected.language;
}

/** Normalises a language tag: "EN_us" becomes "en-US". */
function normal(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? tag;
  } catch {
    return tag;
  }
}
