import { AppError } from '../../platform/errors.ts';
import { run, type App, type Principal } from '../../platform/operation.ts';
import { createsSealed } from '../protection/new-sealed.ts';
import { findProposable } from './proposable.ts';
import { refuseTooLarge, propose } from './propose.ts';

/** The error for an operation that only an editor can run on these items, but that the person can propose. */
export class ProposableError extends AppError {
  readonly proposed: { operation: string; input: Record<string, unknown> };

  constructor(proposed: ProposableError['proposed'], details: AppError['details']) {
    super('editor_needed', { details });
    this.proposed = proposed;
  }
}

/**
 * Handles an operation that only an editor can run on these items. If the request says so (`proposes`), stores it as a
 * proposal. If not, the error says that it can be proposed.
 * @returns the error to throw
 */
export async function proposeInstead(
  app: App,
  { operation, principal, input, error }: { operation: string; principal: Principal; input: unknown; error: AppError },
): Promise<AppError> {
  if (!findProposable(operation) || principal.accountId === null || principal.via === 'cli') return error;
  if (createsSealed(input)) return error;
  refuseTooLarge(input);
  const proposed = { operation, input: JSON.parse(JSON.stringify(input)) as Record<string, unknown> };
  if (!principal.proposes) return new ProposableError(proposed, error.details);
  const { proposal } = await run(app, propose, principal, { ...proposed, note: principal.proposes.note });
  return new AppError('proposed', { details: { proposal } });
}
