import { principalByEmail } from '../../accounts/sign-in.ts';
import { AppError } from '../../platform/errors.ts';
import { cancellable } from '../../platform/app.ts';
import { systemPrincipal, parseInput, type App, type Principal } from '../../platform/operation.ts';
import type { Call } from '../../platform/socket/lines.ts';
import type { CallContext } from '../../platform/socket/server.ts';
import type { RecordCall } from './call.ts';

/** All calls. The code of each is loaded when it is first called. */
const calls = {
  'account.add': async () => (await import('./accounts.ts')).accountAdd,
  'account.list': async () => (await import('./accounts.ts')).accountList,
  'account.role': async () => (await import('./accounts.ts')).accountRole,
  'account.disable': async () => (await import('./accounts.ts')).accountDisable,
  'account.invite': async () => (await import('./accounts.ts')).accountInvite,
  'account.email': async () => (await import('./accounts.ts')).accountEmail,
  'account.password': async () => (await import('./accounts.ts')).accountPassword,
  'account.factors': async () => (await import('./accounts.ts')).accountFactors,
  'token.add': async () => (await import('./tokens.ts')).tokenAdd,
  'token.list': async () => (await import('./tokens.ts')).tokenList,
  'token.revoke': async () => (await import('./tokens.ts')).tokenRevoke,
  'store.check': async () => (await import('./check-store.ts')).storeCheck,
  'record.check': async () => (await import('./check-record.ts')).recordCheck,
  'database.copy': async () => (await import('./copy-database.ts')).databaseCopy,
  'backup.note': async () => (await import('./note-backup.ts')).backupNote,
  purge: async () => (await import('./purge.ts')).purge,
  import: async () => (await import('./import.ts')).importFiling,
  'import.table': async () => (await import('./import.ts')).importTable,
  'import.pictures': async () => (await import('./import-pictures.ts')).importPictures,
  'import.record': async () => (await import('./import-record.ts')).importRecord,
  'example.remove': async () => (await import('./example.ts')).exampleRemove,
  'archive.import': async () => (await import('./archive.ts')).archiveImport,
  capture: async () => (await import('./capture.ts')).capture,
  mirror: async () => (await import('./mirror.ts')).mirror,
  'posts.bring': async () => (await import('./posts.ts')).bring,
  'former.keep': async () => (await import('./redirects.ts')).importRedirects,
  'mirror.book': async () => (await import('./mirror-book.ts')).mirrorBook,
  'key.list': async () => (await import('./keys.ts')).keyList,
  'key.rotate': async () => (await import('./keys.ts')).keyRotate,
  export: async () => (await import('./export.ts')).exportRecord,
  'person.export': async () => (await import('./person.ts')).personExport,
  history: async () => (await import('./history.ts')).thingHistory,
  'letters.bounces': async () => (await import('./letters.ts')).bounces,
  'clock.state': async () => (await import('./clock.ts')).clockState,
  'clock.accept': async () => (await import('./clock.ts')).clockAccept,
  'config.state': async () => (await import('./config.ts')).configState,
  'health.check': async () => (await import('./health.ts')).healthCheck,
  erased: async () => (await import('./erased.ts')).erased,
  'jobs.list': async () => (await import('./jobs.ts')).jobsList,
  'jobs.retry': async () => (await import('./jobs.ts')).jobsRetry,
  'jobs.drop': async () => (await import('./jobs.ts')).jobsDrop,
  'lockdown.begin': async () => (await import('./lockdown.ts')).lockdownBegin,
  'lockdown.end': async () => (await import('./lockdown.ts')).lockdownEnd,
  'security.check': async () => (await import('./security-log.ts')).securityLogCheck,
  'security.log': async () => (await import('./security-log.ts')).securityLog,
  'recovery.status': async () => (await import('./recovery.ts')).recoveryStatus,
  'recovery.create': async () => (await import('./recovery.ts')).recoveryCreate,
  'recovery.test': async () => (await import('./recovery.ts')).recoveryTest,
  'recovery.holder': async () => (await import('./recovery.ts')).recoveryHolder,
  'recovery.open': async () => (await import('./recovery.ts')).recoveryOpen,
  'recovery.rotate': async () => (await import('./recovery.ts')).recoveryRotate,
  'recovery.continue': async () => (await import('./recovery.ts')).recoveryContinue,
  'teams.list': async () => (await import('./teams.ts')).teamsList,
  'teams.create': async () => (await import('./teams.ts')).teamsCreate,
  'teams.change': async () => (await import('./teams.ts')).teamsChange,
  limit: async () => (await import('./teams.ts')).limit,
  'regions.list': async () => (await import('./regions.ts')).regionsList,
  'regions.add': async () => (await import('./regions.ts')).regionsAdd,
  'regions.remove': async () => (await import('./regions.ts')).regionsRemove,
  rebuild: async () => (await import('./rebuild.ts')).rebuild,
  undo: async () => (await import('./history.ts')).undoChange,
} satisfies Record<string, () => Promise<RecordCall>>;

export type CallName = keyof typeof calls;
type CallOf<Name extends CallName> = Awaited<ReturnType<(typeof calls)[Name]>>;
export type InputOf<Name extends CallName> = import('zod').z.input<CallOf<Name>['input']>;
export type ResultOf<Name extends CallName> = Awaited<ReturnType<CallOf<Name>['run']>>;

export const isCall = (name: string): name is CallName => Object.hasOwn(calls, name);

/**
 * Runs one call on an open app, with the rights of the account that the call names.
 * @throws AppError `invalid_input` (field `--as`), `not_permitted`, `cancelled`, and the errors of the call itself
 */
export async function answerCall(
  app: App,
  given: Pick<Call, 'as' | 'input' | 'why'> & { command: CallName },
  context: CallContext & { address: string },
): Promise<unknown> {
  const call: RecordCall = await calls[given.command]();
  const checked = cancellable(app, context.signal);
  const principal = await principalOf(checked, given.as, call.asSystem ?? false);
  return call.run({
    app: checked,
    whole: app,
    principal,
    input: parseInput(call.input, given.input),
    why: given.why ?? undefined,
    ...context,
  });
}

async function principalOf(app: App, as: string | null, asSystem: boolean): Promise<Principal> {
  const wrong = (message: string): AppError => new AppError('invalid_input', { fields: [{ path: '--as', message }] });
  if (as === null) {
    if (asSystem) return { ...systemPrincipal, via: 'cli' };
    throw wrong('cli.error.no_as');
  }
  return principalByEmail(app.db.read, as).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'not_found' ? wrong('cli.error.no_account') : error;
  });
}
