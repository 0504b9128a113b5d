import type { AppError } from '../platform/errors.ts';
import type { Translate } from '../platform/messages/messages.ts';

/** The text of an error. Roles in it get their display names. */
export function errorText(t: Translate, { code, details }: AppError, more: Record<string, string> = {}): string {
  const params = { ...details, ...more };
  if (typeof params['roles'] === 'string')
    params['roles'] = params['roles']
      .split(/, ?/)
      .flatMap((role) => (t.has(`accounts.role.${role}`) ? [t(`accounts.role.${role}`)] : []))
      .join(', ');
  return t(`errors.${code}`, params);
}
