import { z } from 'zod';
import { AppError, type FieldError } from './errors.ts';
import type { Database, Writer } from './database/database.ts';
import { asTeams } from './database/as-teams.ts';
import { currentViewer, seesLess, setViewer, withViewer, type Viewer } from './database/viewer.ts';
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
   * The session or token of the request, because it may end while the request runs. `account`: a job runs for the
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
   * If set, a change that only an editor can make is proposed to editors, with this note, instead of being rejected.
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
  /** The reason that the user gave. `run` stores it with the change set, in plain text. */
  why?: string | undefined;
  /** Reports one changed item; each call becomes a row of the change set. */
  change(change: Change): void;
};

/**
 * The only way to write: authorise → validate → (prepare) → transaction → change. Where possible, the input is a list,
 * so that an import is one operation. A single change is then a list of one.
 */
export type Operation<Schema extends z.core.$ZodType, Result, Prepared = undefined> = {
  name: string;
  /** Roles that can run it; the system always can. `anyone`: everyone can, even readers. */
  permission: readonly string[] | 'anyone';
  /**
   * Set if the operation needs a fresh proof of identity: it gives access that outlasts a session, removes access, or
   * deletes something for good. So someone who has stolen a session cannot run it. `true`: requests with an API token
   * cannot run it at all. `session`: they can, because creating the token needed a proof.
   */
  proof?: true | 'session';
  /**
   * Set if `write` must see the items of all teams, to change everything that refers to an item. So `prepare`, which
   * sees only what the person sees, must check whether the person may do this.
   */
  ofAllTeams?: true;
  /**
   * Why the operation may change public items. `unseen`: readers do not see what it changes. `permitted`: everyone who
   * can run it may also change what readers see. Undefined: the app's `checks` decide, by the changed items.
   */
  publicItems?: 'unseen' | 'permitted';
  /** Set if the operation protects people. Then no check rejects it; checks can only add changes. */
  protects?: true;
  /** Roles that cannot run the operation, but can propose it to editors. */
  proposedBy?: readonly string[];
  /**
   * Set if the operation ends access. Returns the accounts whose access it ends, without the account that runs it. The
   * rows of all these accounts are locked before `write` runs.
   */
  endsAccess?(context: { tx: Tx; input: z.output<Schema> }): Promise<readonly number[]> | readonly number[];
  /**
   * Set if the operation also runs in a lockdown, in which others are rejected. `begins`: it begins the lockdown.
   */
  lockdown?: 'begins' | 'runs';
  /**
   * Set if the operation runs at once, even if many writes of the person are waiting. For operations that protect the
   * account: otherwise someone with a stolen session could delay them by writing a lot. `endsAccess` and `lockdown`
   * have the same effect.
   */
  urgent?: true;
  /**
   * Set if the operation also runs on a full disk, on which others are rejected. For operations that delete data,
   * protect people, or are a part of reading. `protects`, `endsAccess`, `lockdown` and `urgent` have the same effect.
   */
  onFullDisk?: 'runs';
  /**
   * Set if the system time decides what the operation deletes. If the clock has jumped (`clock.ts`), it is rejected.
   */
  byClock?: true;
  input: Schema;
  /** Runs before the transaction. For I/O and slow work such as fetching and hashing. */
  prepare?(context: { input: z.output<Schema>; principal: Principal; at: Date; app: App }): Promise<Prepared>;
  write(context: Writing<z.output<Schema>, Prepared>): Promise<Result>;
  /** Runs after the transaction, committed or not, to clean up what `prepare` did outside the database. */
  cleanUp?(context: { prepared: Prepared; app: App; failed: boolean }): Promise<void>;
};

/**
 * Called for each change set. `onChange` runs in the transaction. `afterCommit` is for state outside the database, such
 * as the page cache. It must not throw, and `run` waits for it.
 */
export type ChangeListener = {
  name: string;
  /**
   * Tables in which the listener stores texts of items. After an item was sealed or someone redacted, these tables are
   * rewritten, so that no file still contains the old rows.
   */
  wordsIn?: readonly string[];
  onChange?(tx: Tx, set: ChangeSet): Promise<void>;
  afterCommit?(set: ChangeSet, app: App): void | Promise<void>;
  /**
   * Called if the connection was lost during COMMIT, so that it is not known whether the changes were committed. The
   * person gets an error afterwards. It must not throw.
   */
  inDoubt?(): void;
};

/** The tables in which listeners store texts of items (`wordsIn`). */
export const tablesOfListeners = ({ listeners }: Pick<App, 'listeners'>): string[] =>
  listeners.flatMap(({ wordsIn }) => wordsIn ?? []);

/**
 * Can reject an operation because of the items that it has changed. The `permission` of an operation says who can run
 * it; a check says on which items. It runs inside the transaction, and can also add changes, with `change`.
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
   * Called when an operation was rejected because only an editor can run it on these items. May store a proposal
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
  /**
   * Identifies this process among those that use the same database server (one-data-directory.ts). Left out if no other
   * process can use the database.
   */
  mark?: string;
  /**
   * Whether operations and jobs with `byClock` wait after the clock has jumped. Tests that change the time leave it
   * out.
   */
  guardsClock?: true;
  /** What clients have used of their budgets. */
  counters: import('./limits/counters.ts').Counters;
  /**
   * Looks up the writer's access and roles again in the transaction, because they may have changed since the request
   * began, and locks them until the end of the transaction.
   * @param ending the accounts whose access the operation ends (`endsAccess`)
   * @throws AppError `not_signed_in`, `token_invalid`, `not_permitted`, `lockdown`
   */
  writer?(tx: Tx, principal: Principal, ending?: readonly number[]): Promise<Principal>;
  /**
   * Reloads cached data that another process has changed, such as the installation's fields. Runs before each request
   * of the desk and each job.
   */
  refreshCaches?(): Promise<void>;
  /**
   * What the person with this account sees of the items that are limited to teams. If the function is undefined,
   * everyone sees everything.
   * @param tx the transaction in which to look this up, if its own changes must count
   */
  loadViewer?(accountId: number, tx?: Tx): Promise<Viewer>;
};

/** The account id of a person. @throws AppError `not_signed_in` for readers and the system, which have no account */
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
 * Whether `principal` can run operations with `proof` now. The system and commands on the server need no proof.
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

/** Whether `principal` cannot run an operation, but can propose it to editors. */
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
 * @param options `batch`: a UUID that the change sets of one piece of work share, so that they can be undone together
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

/** `run` with input of an unknown type, such as parsed JSON. The operation's schema checks it. */
export async function runOnJson<Schema extends z.core.$ZodType, Result, Prepared>(
  app: App,
  operation: Operation<Schema, Result, Prepared>,
  principal: Principal | null,
  input: unknown,
  why?: string,
  options: { batch?: string } = {},
): Promise<Result> {
  const viewer = await viewerFor(app, principal);
  // The rest of a request or job of the same person uses this viewer too, because it is newer.
  if (viewer && currentViewer()?.accountId === viewer.accountId) setViewer(viewer);
  return withViewer(viewer, () => runForViewer(app, operation, principal, input, why, options));
}

/** The viewer that `principal` is now; undefined if they see everything, as commands on the server do. */
export async function viewerFor(app: App, principal: Principal | null): Promise<Viewer | undefined> {
  if (!principal || principal.accountId === null || principal.via === 'cli') return undefined;
  return app.loadViewer?.(principal.accountId);
}

/**
 * Checks in the transaction that the person still sees everything that they saw at the start, because `prepare` may
 * have used items that they no longer see.
 * @throws AppError `teams_changed`
 */
async function refuseIfViewerSeesLess(app: App, tx: Tx): Promise<void> {
  const viewer = currentViewer();
  const now = viewer && (await app.loadViewer?.(viewer.accountId, tx));
  if (now && seesLess(viewer, now)) throw new AppError('teams_changed');
}

/** Runs `work` for a person outside of a request, such as in a job. The work sees what the person sees. */
export const runAsViewer = async <T>(app: App, principal: Principal | null, work: () => Promise<T>): Promise<T> =>
  withViewer(await viewerFor(app, principal), work);

async function runForViewer<Schema extends z.core.$ZodType, Result, Prepared>(
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
  let isWritten = false;
  const work = async (tx: Tx): Promise<Result> => {
    const ending = await operation.endsAccess?.({ tx, input: valid });
    const writer = (await app.writer?.(tx, requester, ending)) ?? requester;
    await refuseIfViewerSeesLess(app, tx);
    // If the person can only propose the operation, it still runs, and is then rolled back. So a proposal whose
    // operation would fail is rejected at once.
    const proposing = authorise(principal && writer, operation) === 'proposes';
    const changes: Change[] = [];
    const writing = {
      tx,
      input: valid,
      prepared,
      principal: writer,
      at,
      why,
      change: (change: Change) => void changes.push(change),
    };
    const result = await (operation.ofAllTeams
      ? asTeams(tx, null, () => operation.write(writing))
      : operation.write(writing));
    if (proposing) throw new AppError('editor_needed');
    if (changes.length > 0)
      await asTeams(tx, null, async () => {
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
    isWritten = true;
    return result;
  };
  const result = await app.db.transaction(work, writerOf(requester, operation)).catch(async (error: unknown) => {
    if (isWritten) for (const listener of app.listeners) listener.inDoubt?.();
    await operation.cleanUp?.({ prepared, app, failed: true });
    if (error instanceof AppError && error.code === 'editor_needed' && app.refused)
      throw await app.refused(app, { operation: operation.name, principal: requester, input, error });
    throw error;
  });
  try {
    await operation.cleanUp?.({ prepared, app, failed: false });
  } finally {
    // The change is committed even if the step after it fails, so no cache may still show what was before.
    const committed = set;
    if (committed)
      await sharedWork(() => Promise.all(app.listeners.map((listener) => listener.afterCommit?.(committed, app))));
  }
  return result;
}

/**
 * The `Writer` of the transaction: writes of one person run one after the other. Jobs have none, because they have
 * queues of their own.
 *
 * A command on the server is `patient`, because it may be an import of many parts. An operation that ends access, or is
 * marked as urgent, is `urgent`: otherwise someone with a stolen session could prevent it by writing a lot.
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
