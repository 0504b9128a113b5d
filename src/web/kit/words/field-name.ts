import type { Translate } from '../../../platform/messages/messages.ts';

/** The name of a field by its code name alone: its name in histories, or else the code name's own words. */
export function fieldName(t: Translate, field: string): string {
  const stored = field.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  const known = [field, stored, `${stored}_id`].find((name) => t.has(`record.desk.field.${name}`));
  if (known !== undefined) return t(`record.desk.field.${known}`);
  const words = stored.replace(/_id$/, '').replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
