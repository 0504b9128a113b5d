import type { FieldError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';

/**
 * The text for a field's error. The error's message is a key: a module's own (`record.name.missing`) or a general one
 * (`missing`). For any other message, the text only says that the value is missing or invalid.
 */
export function fieldWords(t: Translate, error: FieldError): string {
  for (const key of [error.message, `errors.${error.message}`]) if (t.has(key)) return t(key, error.params);
  return t(error.message.endsWith('.missing') ? 'kit.field.missing' : 'kit.field.invalid');
}
