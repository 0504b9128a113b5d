import type { FieldError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';

/**
 * The text for a field's error. A module's own key (`record.name.missing`) or one of the general ones (`missing`); any
 * other message of a schema is replaced by our most general text.
 */
export function fieldWords(t: Translate, error: FieldError): string {
  for (const key of [error.message, `errors.${error.message}`]) if (t.has(key)) return t(key, error.params);
  return t(error.message.endsWith('.missing') ? 'kit.field.missing' : 'kit.field.invalid');
}
