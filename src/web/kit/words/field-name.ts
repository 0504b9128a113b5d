import type { Translate } from '../../../platform/messages/messages.ts';

/**
 * The name of a field that is known only by its name in the code: the name that histories have for it, or else the
 * words of the code name.
 */
export function fieldName(t: Translate, field: string): string {
  const stored = field.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  const known = [field, stored, `${stored}_id`].find((name) => t.has(`record.desk.field.${name}`));
  if (known !== undefined) return t(`record.desk.field.${known}`);
  const words = stored.replace(/_id$/, '').replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
