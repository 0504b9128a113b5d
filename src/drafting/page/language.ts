import { eld } from 'eld/small';
import { cyrillicLanguage } from '../languages/language.ts';

/**
 * Detects the language of a text. If the text has fewer than 120 characters or the result is unreliable, the language
 * that the page declares is used.
 */
export function detectLanguage(text: string, declared: string | null): string | null {
  const said = declared?.trim().replace('_', '-') || null;
  // The detector does not support Kazakh, and mistakes some short Russian texts for Ukrainian, Bulgarian or Serbian.
  const own = cyrillicLanguage(text);
  if (own === 'kk') return said?.toLowerCase().startsWith('kk') ? normal(said) : 'kk';
  const detected = eld.detect(text);
  if (own === 'ru' && /^(?:be|uk|bg|sr)$/.test(detected.language))
    return said?.toLowerCase().startsWith('ru') ? normal(said) : 'ru';
  if (!detected.language) return said;
  const base = said?.split('-')[0]?.toLowerCase();
  if (base === detected.language) return said!.length <= 3 ? base! : normal(said!);
  if (text.length < 120 || !detected.isReliable()) return said ? normal(said) : detected.language;
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
