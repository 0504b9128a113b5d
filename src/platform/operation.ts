import { z } from 'zod';
import { AppError, type FieldError } from './errors.ts';
import type { Database, Writer } from './database/database.ts';
import { seeing } from './database/seeing.ts';
import { currentSight, seesLess, setSight, withSight, type Sight } from './database/sight.ts';
import { sharedWork } from './database/query-limit.ts';
import type { Tx } from './database/tx.ts';
import { refuseIfClockJumped } from './clock/clock.ts';
import { recordChanges, type Change, type ChangeSet } from './changes.ts';
import { awaitCommits, commitUnlessLockdown, refuseInLockdown } from './lockdown.ts';
import { refuseOnFullDisk } from './storage/disk-space.ts';

/** Who runs an operation. `accountId` is null only for the system itself (first start, jobs) and for readers. */
export type Principal = {
  accountId: number | null;
  name: string;
  roles: readonly string[];
  via: 'web' | 'api' | 'cli' | 'system';
  /**
   * The session or token that the request uses, which may end while the request runs. `account`: a job works for the
   * person, without a session or token.
   */
  access?: { session: Uint8Array } | { token: number } | 'account';
  /** When the person last proved their identity in this session; undefined or null if they have not. */
  provenAt?: Date | null;
  /**
   * The person uses a token that lacks the scope to publish. Such a token cannot change what readers see. It can only
   * propose such changes.
   */
  cannotPublish?: boolean;
  /**
   * If set, and only an editor can make the change, the change is proposed to editors with this note instead of being
   * refused.
   */
  proposes?: { note: string };
};

export const systemPrincipal: Principal = { accountId: null, name: 'Kronika', roles: ['system'], via: 'system' };

/** What `write` receives. It runs inside the transaction. */
export type Writing<I, P> = {
  tx: Tx;
  input: I;
  prepared: P;
  principal: Principal;
  at: Date;
  /** Reports one changed item; each call becomes a row of the change set. */
  change(change: Change): void;
};

/**
 * One write to Kronika, and the only way to write: authorise → validate → (prepare) → transaction → change. Where
 * possible, `input` is a list, so that an import is one operation, and a single change a list of one.
 */
export type Operation<Schema extends z.core.$ZodType, Result, Prepared = undefined> = {
  name: string;
  /** Roles that can run it; the system always can. `anyone`: everyone can, even readers. */
  permission: readonly string[] | 'anyone';
  /**
   * The operation needs a fresh proof of identity, because it gives access that outlasts a session, removes access, or
   * deletes for good. So someone who has stolen a session cannot run it. With `true`, programs with a token cannot run
   * it at all. With `session`, they can, because a proof was needed to create the token.
   */
  proof?: true | 'session';
  /**
   * The operation's `write` sees the items of all teams, because it has to change everything that refers to an item,
   * even items that the person cannot see. So its `prepare`, which sees only what the person sees, must check the
   * input.
   */
  ofAllTeams?: true;
  /**
   * Whether the operation may change public items. If this is undefined, the app's `checks` decide by the items that
   * the operation changed. `unseen`: yes, because readers do not see what it changes. `permitted`: yes, because
   * everyone who can run it may also change what readers see.
   */
  publicItems?: 'unseen' | 'permitted';
  /** Set if the operation protects people. Then no check refuses it; checks can only add changes. */
  protects?: true;
  /** Roles that cannot run the operation, but can propose it to people who can. */
  proposedBy?: readonly string[];
  /**
   * The accounts, besides that of the person who runs it, whose access the operation ends. All of them are locked
   * before `write` runs. If this is undefined, the operation ends no access.
   */
  endsAccess?(context: { tx: Tx; input: z.output<Schema> }): Promise<readonly number[]> | readonly number[];
  /**
   * Set if the operation also runs in lockdown, when all others are refused. `begins`: it is the one that begins the
   * lockdown.
   */
  lockdown?: 'begins' | 'runs';
  /**
   * Runs at once, even if many writes of the person are waiting. For operations that protect the account: someone with
   * a stolen session could write a lot to delay them. `endsAccess` and `lockdown` have the same effect.
   */
  urgent?: true;
  /**
   * Set if the operation also runs on a full disk, when others are refused: it deletes data, protects people, or is part
   * of reading. `protects`, `endsAccess`, `lockdown` and `urgent` have the same effect.
   */
  onFullDisk?: 'runs';
  /** Set if the clock decides what the operation deletes for good. Then it does not run after the clock has jumped. */
  byClock?: true;
  input: Schema;
  /** Runs before the transaction, for I/O and slow work such as fetching and hashing. */
  prepare?(context: { input: z.output<Schema>; principal: Principal; at: Date; app: App }): Promise<Prepared>;
  write(context: Writing<z.output<Schema>, Prepared>): Promise<Result>;
  /** Runs after the transaction, committed or not, to clean up what `prepare` did outside the database. */
  settle?(context: { prepared: Prepared; app: App; failed: boolean }): Promise<void>;
};

/**
 * Called once for each change set. `onChange` is called in the transaction of the change set, with its handle.
 * `afterCommit` is for state outside the database (page cache); it must not throw. The answer to the write waits for it.
 */
export type ChangeListener = {
  name: string;
  /**
   * Tables in which the listener stores words of items. After an item was sealed, old row versions of these tables are
   * removed from disk.
   */
  wordsIn?: readonly string[];
  onChange?(tx: Tx, set: ChangeSet): Promise<void>;
  afterCommit?(set: ChangeSet, app: App): void | Promise<void>;
};

/**
 * Refuses an operation because of the items that it changed. The permission of an operation says who can run it; a
 * check says on which items. It runs inside the transaction, and can also add another change, with `change`.
 * @throws AppError
 */
export type Check = (
  tx: Tx,
  done: {
    operation: Pick<Operation<z.core.$ZodType, unknown>, 'permission' | 'publicItems' | 'protects'>;
    principal: Principal;
    at: Date;
    changes: readonly Change[];
    change(change: Change): void;
  },
) => Promise<void>;

/** The running installation, as operations receive it. */
export type App = {
  db: Database;
  blobs: import('./storage/blobs.ts').BlobStore;
  checks: readonly Check[];
  /**
   * Called when an operation was refused because only an editor can run it on these items; it may store a proposal
   * instead.
   * @returns the error to throw
   */
  refused?(
    app: App,
    refusal: { operation: string; principal: Principal; input: unknown; error: AppError },
  ): Promise<AppError>;
  listeners: readonly ChangeListener[];
  now(): Date;
  config: import('./config/config.ts').Config;
  /** Identifies this process among those that use the same database server. */
  mark?: string;
  /** Whether operations and jobs with `byClock` wait after the clock has jumped. Tests may set their clocks freely. */
  guardsClock?: true;
  /** What clients have used of their budgets. */
  counters: import('./limits/counters.ts').Counters;
  /**
   * Looks up the writer's access and roles again, in the transaction, because they may have changed since the request
   * began. From then until the end of the transaction, they cannot change.
   * @param ending the accounts whose access the operation ends, if it ends any
   * @throws AppError `not_signed_in`, `token_invalid`, `not_permitted`, `lockdown`
   */
  writer?(tx: Tx, principal: Principal, ending?: readonly number[]): Promise<Principal>;
  /**
   * Reloads data that this process caches in memory and another process has changed, such as fields. Runs before each
   * request of the desk and each job.
   */
  refreshCaches?(): Promise<void>;
  /**
   * What the person with this account sees of the items that are limited to teams. If this is undefined, everyone sees
   * everything.
   * @param tx a transaction in which to look this up, so that its own changes count
   */
  sightOf?(accountId: number, tx?: Tx): Promise<Sight>;
};

/** The account of a person. @throws AppError `not_signed_in` for the system itself, which has none */
export function accountOf(principal: Principal): number {
  if (principal.accountId === null) throw new AppError('not_signed_in');
  return principal.accountId;
}

export function defineOperation<Schema extends z.core.$ZodType, Result, Prepared = undefined>(
  operation: Operation<Schema, Result, Prepared>,
): Operation<Schema, Result, Prepared> {
  return operation;
}

/** Milliseconds for which a proof of identity counts as fresh. */
const proofLength = 5 * 60_000;

/**
 * Whether someone can run operations with `proof` now. The system and people who can use the server's shell need no
 * proof.
 */
export const isProven = ({ via, provenAt }: Principal, at: Date): boolean =>
  via === 'cli' ||
  via === 'system' ||
  (via === 'web' && Boolean(provenAt) && at.getTime() - provenAt!.getTime() < proofLength);

/** Whether `principal` can run `operation`; pages check this before they show a button. */
export function mayRun(
  principal: Pick<Principal, 'roles'> | null,
  operation: { permission: readonly string[] | 'anyone' },
): boolean {
  if (operation.permission === 'anyone') return true;
  if (!principal) return false;
  return principal.roles.includes('system') || operation.permission.some((role) => principal.roles.includes(role));
}

/** Whether `principal` cannot run an operation, but can propose it to those who can. */
export const mayPropose = (
  principal: Principal | null,
  operation: { permission: readonly string[] | 'anyone'; proposedBy?: readonly string[] },
): boolean =>
  principal !== null &&
  !mayRun(principal, operation) &&
  (operation.proposedBy ?? []).some((role) => principal.roles.includes(role));

/**
 * Runs one operation for `principal`.
 * @param why the reason that the user gave, stored with the change set
 * @param options `batch`: a UUID for change sets that belong together and are undone together
 * @throws AppError `not_signed_in`, `not_permitted`, `lockdown`, `disk_full`, `clock_jumped`, `proof_needed`,
 *   `invalid_input` (with fields), `teams_changed`, `rate_limited`, and what the operation declares
 */
export function run<Schema extends z.core.$ZodType, Result, Prepared>(
  app: App,
  operation: Operation<Schema, Result, Prepared>,
  principal: Principal | null,
  input: z.input<Schema>,
  why?: string,
  options?: { batch?: string },
): Promise<Result> {
  return runOnJson(app, operation, principal, input, why, options);
}

/** `run` with input from JSON, which only the operation's schema can check. */
export async function runOnJson<Schema extends z.core.$ZodType, Result, Prepared>(
  app: App,
  operation: Operation<Schema, Result, Prepared>,
  principal: Principal | null,
  input: unknown,
  why?: string,
  options: { batch?: string } = {},
): Promise<Result> {
  const sight = await sightFor(app, principal);
  // If this runs in a request or job of the same person, the rest of that request or job also sees only what `sight`
  // allows.
  if (sight && currentSight()?.accountId === sight.accountId) setSight(sight);
  return withSight(sight, () => runSeeing(app, operation, principal, input, why, options));
}

/** The sight of `principal` now; undefined if they see everything, as people who can use the server's shell do. */
export async function sightFor(app: App, principal: Principal | null): Promise<Sight | undefined> {
  if (!principal || principal.accountId === null || principal.via === 'cli') return undefined;
  return app.sightOf?.(principal.accountId);
}

/**
 * Looks up again, in the transaction, what the person sees, because `prepare` may have used items that they no longer
 * see.
 * @throws AppError `teams_changed`
 */
async function demandSameSight(app: App, tx: Tx): Promise<void> {
  const sight = currentSight();
  const now = sight && (await app.sightOf?.(sight.accountId, tx));
  if (now && seesLess(sight, now)) throw new AppError('teams_changed');
}

/** Does work for a person outside of a request, such as in a job. The work sees what the person sees. */
export const seeingAs = async <T>(app: App, principal: Principal | null, work: () => Promise<T>): Promise<T> =>
  withSight(await sightFor(app, principal), work);

async function runSeeing<Schema extends z.core.$ZodType, Result, Prepared>(
  app: App,
  operation: Operation<Schema, Result, Prepared>,
  principal: Principal | null,
  input: unknown,
  why: string | undefined,
  options: { batch?: string },
): Promise<Result> {
  authorise(principal, operation);
  if (!operation.lockdown) await refuseInLockdown(app.db.read);
  if (!runsOnFullDisk(operation)) await refuseOnFullDisk(app.config);
  if (operation.byClock && app.guardsClock) await refuseIfClockJumped(app);
  const requester = principal ?? { accountId: null, name: '', roles: [], via: 'web' as const };
  const valid = parseInput(operation.input, input);
  const at = app.now();
  if (operation.proof && !isProven(requester, at) && !(operation.proof === 'session' && requester.via === 'api'))
    throw new AppError('proof_needed');
  const prepared = (await operation.prepare?.({ input: valid, principal: requester, at, app })) as Prepared;
  let set: ChangeSet | null = null;
  const work = async (tx: Tx): Promise<Result> => {
    const ending = await operation.endsAccess?.({ tx, input: valid });
    const writer = (await app.writer?.(tx, requester, ending)) ?? requester;
    await demandSameSight(app, tx);
    // If the person can only propose the operation, it still runs and is then rolled back. So a proposal that breaks a
    // rule is refused at once.
    const proposing = authorise(principal && writer, operation) === 'proposes';
    const changes: Change[] = [];
    const writing = {
      tx,
      input: valid,
      prepared,
      principal: writer,
      at,
      change: (change: Change) => void changes.push(change),
    };
    const result = await (operation.ofAllTeams
      ? seeing(tx, null, () => operation.write(writing))
      : operation.write(writing));
    if (proposing) throw new AppError('editor_needed');
    if (changes.length > 0)
      await seeing(tx, null, async () => {
        for (const check of app.checks)
          await check(tx, { operation, principal: writer, at, changes, change: writing.change });
        set = await recordChanges(tx, {
          at,
          accountId: writer.accountId,
          via: writer.via,
          operation: operation.name,
          why: why?.trim() || null,
          batch: options.batch ?? null,
          changes,
        });
        for (const listener of app.listeners) await listener.onChange?.(tx, set);
      });
    if (!operation.lockdown) await commitUnlessLockdown(tx);
    else if (operation.lockdown === 'begins') await awaitCommits(tx);
    return result;
  };
  const result = await app.db.transaction(work, writerOf(requester, operation)).catch(async (error: unknown) => {
    await operation.settle?.({ prepared, app, failed: true });
    if (error instanceof AppError && error.code === 'editor_needed' && app.refused)
      throw await app.refused(app, { operation: operation.name, principal: requester, input, error });
    throw error;
  });
  await operation.settle?.({ prepared, app, failed: false });
  const committed = set;
  if (committed)
    await sharedWork(() => Promise.all(app.listeners.map((listener) => listener.afterCommit?.(committed, app))));
  return result;
}

/**
 * The writer for a transaction (see `Writer`). The writes of one person run one after the other, except the writes of
 * jobs, because jobs have queues of their own.
 *
 * A command on the server is never refused, because it may be an import. An operation that ends access or is `urgent`
 * is never refused either: otherwise someone with a stolen session could prevent it by writing a lot.
 */
const writerOf = (
  { accountId, access, via }: Principal,
  { endsAccess, lockdown, urgent }: { endsAccess?: unknown; lockdown?: unknown; urgent?: boolean },
): Writer | undefined =>
  accountId === null || access === 'account'
    ? undefined
    : { account: accountId, patient: via === 'cli', urgent: Boolean(endsAccess ?? lockdown ?? urgent) };

/** Whether an operation also runs on a full disk (see `onFullDisk`). */
export const runsOnFullDisk = ({
  onFullDisk,
  protects,
  endsAccess,
  lockdown,
  urgent,
}: Pick<Operation<z.core.$ZodType, unknown>, 'onFullDisk' | 'protects' | 'lockdown' | 'urgent'> & {
  endsAccess?: unknown;
}): boolean => Boolean(onFullDisk ?? protects ?? endsAccess ?? lockdown ?? urgent);

/** @throws AppError `not_signed_in`, `not_permitted` */
function authorise(
  principal: Principal | null,
  operation: { permission: readonly string[] | 'anyone'; proposedBy?: readonly string[] },
): 'runs' | 'proposes' {
  if (mayRun(principal, operation)) return 'runs';
  if (mayPropose(principal, operation)) return 'proposes';
  if (!principal) throw new AppError('not_signed_in');
  throw new AppError('not_permitted', { details: { roles: (operation.permission as readonly string[]).join(', ') } });
}

/** `input` parsed by `schema`. @throws AppError `invalid_input` naming every wrong field */
export function parseInput<Schema extends z.core.$ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = z.safeParse(schema, input);
  if (parsed.success) return parsed.data;
  const fields: FieldError[] = parsed.error.issues.map((issue) => ({
    path: issue.path.join('.'),
    message: issue.message,
    ...('params' in issue && issue.params ? { params: issue.params as FieldError['params'] } : {}),
  }));
  throw new AppError('invalid_input', { fields });
}
