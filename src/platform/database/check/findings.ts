import { AppError } from '../../errors.ts';

/**
 * A fault in the database. `row`: the position of the row in the table's file, as page and number. `thing`: the id of
 * the item to which the row belongs.
 */
export type Finding = {
  problem: (typeof problems)[number];
  table: string;
  /** The name of the constraint, the database index, the property, or the number. */
  name?: string;
  row?: string;
  thing?: number;
  /** The error message of the database. */
  reason?: string;
};

/**
 * `page`, `row`: it cannot be read. `text`: it is not UTF-8. `rule`: a row breaks a constraint or a foreign key.
 * `index`: a database index does not match its table. `derived`: a projection differs from the data from which it is
 * made.
 */
export const problems = ['page', 'row', 'text', 'rule', 'index', 'derived'] as const;

export type Report = (finding: Finding) => void;

/** How to stop a check or rebuild (`signal`), and where it reports its progress. */
export type Watch = { signal: AbortSignal; progress(done: number, total: number): void };

/**
 * Whether an error of a query says that stored data is damaged. Other errors, such as a lost connection, say nothing
 * about the data. PostgreSQL's error class for damage is XX. But damaged bytes can also cause the errors for a value
 * that is too large (54, 53200), for a text or number that cannot be decoded (22), and for a missing object or file
 * (42704, 58).
 */
export function isDamage(error: unknown): error is Error {
  if (error instanceof AppError || !(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(?:XX|58|22|54|53200|42704)/.test(code);
}

/** @throws AppError `cancelled` */
export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled');
}

/**
 * The `Writer` of checks and rebuilds. Because they have a writer, they give way to pages on the embedded database. No
 * account has the id 0.
 */
export const checker = { account: 0, patient: true };

/**
 * Runs one comparison. If stored data is too damaged to compare, that is a finding, and the next comparison can run.
 */
export async function inSpiteOfDamage(report: Report, table: string, compare: () => Promise<void>): Promise<void> {
  await compare().catch((error: unknown) => {
    if (!isDamage(error)) throw error;
    report({ problem: 'derived', table, reason: error.message });
  });
}
