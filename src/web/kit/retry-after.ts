import type { AppError } from '../../platform/errors.ts';
import type { Ctx } from './context.ts';

/** Tells programs how long to wait, if the error says so. */
export function retryAfter(c: Ctx, { details: { seconds } }: AppError): void {
  if (typeof seconds === 'number') c.header('Retry-After', String(seconds));
}
