import type { FieldError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';

/**
 * The text of a field's error. The error's message is a key of a module (`record.name.missing`) or a general key
 * (`missing`). If there is no such key, the text says only that the value is missing or invalid.
 */
export function fieldWords(t: Translate, error: FieldError): string {
  for (const key of [error.message, `errors.${error.message}`]) if (t.has(key)) return t(key, error.params);
  return t(error.message.endsWith('.missing') ? 'kit.field.missing' : 'kit.field.invalid');
}
