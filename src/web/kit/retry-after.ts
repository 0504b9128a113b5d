import type { AppError } from '../../platform/errors.ts';
import type { Ctx } from './context.ts';

/** Sets the header Retry-After, if the error says how long to wait. */
export function retryAfter(c: Ctx, { details: { seconds } }: AppError): void {
  if (typeof seconds === 'number') c.header('Retry-After', String(seconds));
}
