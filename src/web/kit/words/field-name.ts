import type { Translate } from '../../../platform/messages/messages.ts';

/**
 * A readable name for a field whose label is not known: the message for the field in histories, or else its name in the
 * code, split into words.
 */
export function fieldName(t: Translate, field: string): string {
  const stored = field.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  const known = [field, stored, `${stored}_id`].find((name) => t.has(`record.desk.field.${name}`));
  if (known !== undefined) return t(`record.desk.field.${known}`);
  const words = stored.replace(/_id$/, '').replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
