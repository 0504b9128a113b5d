import { createHash } from 'node:crypto';
import { AppError } from '../platform/errors.ts';
import type { Budget, Counters } from '../platform/limits/counters.ts';
import { forClient, type Client } from '../platform/limits/client-address.ts';
import type { App } from '../platform/operation.ts';
import { isKnownDevice } from './devices.ts';

const hour = 3600;

/** Passwords and passkeys that can be tried from one network address, for all accounts together. */
const ofAddress: Budget = { name: 'guess-address', quota: 60, window: hour };
/** Passwords that can be tried from one network address for one account: ten, then one every half hour. */
const ofPair: Budget = { name: 'guess-pair', quota: 10, window: 5 * hour };
/** Passwords that all unknown browsers together can try for one account. */
const ofAccount: readonly Budget[] = [
  { name: 'guess-account-hour', quota: 20, window: hour },
  { name: 'guess-account-day', quota: 100, window: 24 * hour },
];
/** Passwords that can be tried in a browser in which the person has signed in before. */
const ofDevice: Budget = { name: 'guess-device', quota: 10, window: hour };
/**
 * Codes of the second step that all unknown browsers together can try for one account. Guessing one of the million
 * possible codes would take far more tries.
 */
const codesOfAccount: readonly Budget[] = [
  { name: 'guess-code-hour', quota: 10, window: hour },
  { name: 'guess-code-day', quota: 30, window: 24 * hour },
];
/**
 * Codes that can be tried in a browser in which someone has signed in to the account before. This browser may be that
 * of a thief who signed in with the password alone, before there was a second step. So such browsers have a limit, too.
 */
const codesOfDevice: readonly Budget[] = [
  { name: 'guess-code-device', quota: 10, window: hour },
  { name: 'guess-code-device-day', quota: 30, window: 24 * hour },
];
/** Codes that all browsers together can try for one account. */
const codesInAll: Budget = { name: 'guess-code-all', quota: 60, window: 24 * hour };
/**
 * Codes that one known browser can still try when `codesInAll` is used up. So attempts in other browsers can slow down
 * the owner's browser, but not lock it out.
 */
const codesReserved: Budget = { name: 'guess-code-reserved', quota: 6, window: 24 * hour };
/** Passwords and codes that can be tried in one session to prove one's identity. */
const ofSession: readonly Budget[] = [
  { name: 'guess-session', quota: 10, window: hour },
  { name: 'guess-session-day', quota: 30, window: 24 * hour },
];
/** Attempts to set a password with one link. */
const ofLink: Budget = { name: 'link', quota: 10, window: hour };

/** Emails for a forgotten password that can be requested from one network address. */
const askedByAddress: Budget = { name: 'recovery-address', quota: 20, window: hour };
/**
 * Emails for a forgotten password that an account gets because unknown browsers request them. After the first two, one
 * can be sent every half hour, and its link works for an hour. So the owner always has a link that works, even if
 * strangers keep asking.
 */
const askedForAccount: Budget = { name: 'recovery-account', quota: 2, window: hour };
/**
 * Emails for a forgotten password that an account gets because they are requested in a browser in which the person has
 * signed in before.
 */
const askedByDevice: Budget = { name: 'recovery-device', quota: 2, window: hour };

/** An attempt that is within its budgets, so that it may be evaluated. */
export type Guess = {
  /**
   * Evaluates the attempt with `check`. The attempt does not count if it is right, or if `check` throws an error, for
   * example because the server is busy.
   */
  evaluate(check: () => Promise<boolean>): Promise<boolean>;
  /** Call this if other code has evaluated the attempt and it was right. Then the attempt does not count. */
  right(): Promise<void>;
};

/**
 * Takes one attempt from each budget. Call it before the password is hashed, so that parallel attempts cannot get
 * around the budgets.
 * @throws AppError `too_many_attempts`
 */
async function admit(counters: Counters, asked: readonly (readonly [Budget, string])[]): Promise<Guess> {
  for (const [budget, who] of asked) {
    const { ok, wait } = await counters.take(budget, who);
    if (!ok) throw new AppError('too_many_attempts', { details: { minutes: Math.ceil(wait / 60), seconds: wait } });
  }
  const right = async (): Promise<void> => {
    for (const [budget, who] of asked) await counters.giveBack(budget, who);
  };
  return {
    right,
    async evaluate(check) {
      let wrong = false;
      try {
        wrong = !(await check());
        return !wrong;
      } finally {
        if (!wrong) await right();
      }
    },
  };
}

const admitEach = (counters: Counters, budgets: readonly Budget[], who: string): Promise<Guess> =>
  admit(
    counters,
    budgets.map((budget) => [budget, who] as const),
  );

/**
 * An attempt to sign in. A browser in which this person has signed in before has its own budget. So other people's
 * attempts never lock the owner out of that browser (docs/decisions/0141). Email addresses without an account have
 * budgets too, so that the answer does not show which accounts exist.
 * @throws AppError `too_many_attempts`
 */
export async function admitSignIn(
  { db, counters }: Pick<App, 'db' | 'counters'>,
  { email, client, device }: { email: string; client: Client | null; device: string | undefined },
  at: Date,
): Promise<Guess> {
  const account = email.trim().toLowerCase();
  if (device && (await isKnownDevice(db.read, device, account, at)))
    return admit(counters, [[ofDevice, `${account} ${device}`]]);
  return admit(counters, [
    ...(client ? [[forClient(ofAddress, client), client.address] as const] : []),
    // Many people use a shared address, so their attempts cannot be counted as one person's.
    ...(client && !client.shared ? [[ofPair, `${account} ${client.address}`] as const] : []),
    ...ofAccount.map((budget) => [budget, account] as const),
  ]);
}

/**
 * An attempt at the second step of signing in, after the right password. As for the password, a known browser has a
 * budget of its own. But all browsers of an account also share a larger budget, because someone who has stolen the
 * password may have several browsers that are known.
 * @throws AppError `too_many_attempts`
 */
export async function admitSecondStep(
  { db, counters }: Pick<App, 'db' | 'counters'>,
  { email, device }: { email: string; device: string | undefined },
  at: Date,
): Promise<Guess> {
  const account = email.trim().toLowerCase();
  if (!device || !(await isKnownDevice(db.read, device, account, at)))
    return admitEach(counters, [...codesOfAccount, codesInAll], account);
  const own = `${account} ${device}`;
  const { ok } = await counters.look(codesInAll, account);
  return admit(counters, [
    ...codesOfDevice.map((budget) => [budget, own] as const),
    ok ? [codesInAll, account] : [codesReserved, own],
  ]);
}

/**
 * An attempt to sign in with a passkey alone.
 * @throws AppError `too_many_attempts`
 */
export const admitPasskey = ({ counters }: Pick<App, 'counters'>, client: Client | null): Promise<Guess> =>
  admit(counters, client ? [[forClient(ofAddress, client), client.address]] : []);

/**
 * An attempt of a signed-in person to give their own password. Attempts are counted for each session, so attempts in a
 * stolen session do not use up those of the owner's own session.
 * @throws AppError `too_many_attempts`
 */
export const admitOwnPassword = ({ counters }: Pick<App, 'counters'>, session: Uint8Array): Promise<Guess> =>
  admitEach(counters, ofSession, Buffer.from(session).toString('base64'));

/** A request for an email with a link for a forgotten password. @throws AppError `too_many_attempts` */
export async function admitRecovery({ counters }: Pick<App, 'counters'>, client: Client | null): Promise<void> {
  if (client) await admit(counters, [[forClient(askedByAddress, client), client.address]]);
}

/**
 * Whether an account gets the email for a forgotten password now. Call this in a job; otherwise the time until the
 * response would show whether the account exists. `known`: the person has signed in with this browser before.
 */
export const admitRecoveryMail = async (
  { counters }: Pick<App, 'counters'>,
  { account, known }: { account: number; known: boolean },
): Promise<boolean> => (await counters.take(known ? askedByDevice : askedForAccount, String(account))).ok;

/**
 * An attempt to set a password with a valid link. It always counts, because hashing the password is expensive.
 * @throws AppError `too_many_attempts`
 */
export const admitLink = ({ counters }: Pick<App, 'counters'>, token: string): Promise<Guess> =>
  admit(counters, [[ofLink, createHash('sha256').update(token).digest('base64')]]);
