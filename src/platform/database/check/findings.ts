import { AppError } from '../../errors.ts';

/**
 * Something in the database that is not as it should be. `row`: where the row is in the table's file (block and number).
 * `thing`: the id of the item to which it belongs.
 */
export type Finding = {
  problem: (typeof problems)[number];
  table: string;
  /** The name of the constraint, the database index, the property, or the number. */
  name?: string;
  row?: string;
  thing?: number;
  /** What the database says. */
  reason?: string;
};

/**
 * `page` and `row` cannot be read. `text` is not UTF-8. `rule`: a row breaks a constraint, which includes foreign keys.
 * `index`: a database index does not fit its table. `derived`: what is stored differs from what the claims give.
 */
export const problems = ['page', 'row', 'text', 'rule', 'index', 'derived'] as const;

export type Report = (finding: Finding) => void;

/** Aborted work, and the number of parts that are done. */
export type Watch = { signal: AbortSignal; progress(done: number, total: number): void };

/**
 * Whether an error of a query says that stored data is damaged. Other errors, such as a lost connection, say nothing
 * about the data. Besides the class for damage (XX), garbage can look like a value that is too long (54, 53200), like a
 * text or number that cannot be decoded (22), or like an item that is missing (42704, 58).
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
 * The writer of checks and rebuilds, for `Database.transaction`: on the embedded database, they let pages go first.
 * No account has this id.
 */
export const checker = { account: 0, patient: true };

/** Runs one comparison. If stored data is too damaged to compare, that is a finding, and the next comparison can run. */
export async function inSpiteOfDamage(report: Report, table: string, compare: () => Promise<void>): Promise<void> {
  await compare().catch((error: unknown) => {
    if (!isDamage(error)) throw error;
    report({ problem: 'derived', table, reason: error.message });
  });
}
