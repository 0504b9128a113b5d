import type { Translate } from '../../../platform/messages/messages.ts';

/**
 * The name of a field of which only the name in the code is known. Histories may have a text for it; otherwise the name
 * in the code is split into words.
 */
export function fieldName(t: Translate, field: string): string {
  const stored = field.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  const known = [field, stored, `${stored}_id`].find((name) => t.has(`record.desk.field.${name}`));
  if (known !== undefined) return t(`record.desk.field.${known}`);
  const words = stored.replace(/_id$/, '').replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
