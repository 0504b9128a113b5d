import type { FieldError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';

/**
 * The words for what is wrong with one field. A module's own key (`record.name.missing`) or one of the errors'
 * (`missing`); anything else an operation's schema says is given in our plainest words rather than in the library's.
 */
export function fieldWords(t: Translate, error: FieldError): string {
  for (const key of [error.message, `errors.${error.message}`]) if (t.has(key)) return t(key, error.params);
  return t(error.message.endsWith('.missing') ? 'kit.field.missing' : 'kit.field.invalid');
}
