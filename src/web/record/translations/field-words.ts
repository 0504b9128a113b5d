import type { Translate } from '../../../platform/messages/messages.ts';

/** The label of a text that can be translated: “Wording”, “Value: Position”. Texts in a list are numbered. */
export function fieldWords(t: Translate, field: string): string {
  const [name, ...rest] = field.split('.');
  const place = /^\d+$/.test(rest.at(-1) ?? '') ? Number(rest.pop()) : null;
  const property = rest[0] === undefined ? '' : t(`record.property.${rest[0]}`);
  const words = t(`record.translations.field.${name}`, { property });
  return place === null ? words : t('record.translations.field.place', { field: words, place });
}
