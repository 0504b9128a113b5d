import type { Hono } from 'hono';
import { inviteAccount } from '../../accounts/invitations.ts';
import { createSetupLink } from '../../accounts/links.ts';
import { unlockSession } from '../../accounts/lock-session.ts';
import { hashToken } from '../../accounts/secrets.ts';
import { noteSessionUse } from '../../accounts/sessions.ts';
import { continueSession, findSession, signIn } from '../../accounts/sign-in.ts';
import type { Role } from '../../accounts/tables.ts';
import { useLink as spendLink } from '../../accounts/use-link.ts';
import type { Database } from '../../platform/database/database.ts';
import { lockdownSince } from '../../platform/lockdown.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { accountJobs } from './account-mails.ts';
import { systemPrincipal, run, type ChangeListener, type App } from '../../platform/operation.ts';
import type { SupportMessageCache } from '../../publishing/support-messages/messages-cache.ts';
import { administrator, testApp } from '../../platform/testing/test-app.ts';
import { followLimits } from '../../record/teams/limits.ts';
import { loadViewer } from '../../record/teams/load-viewer.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { createWeb } from '../create-web.ts';
import type { Deps, Env } from '../kit/context.ts';
import { openAssets } from '../kit/assets.ts';
import { testDeps } from './test-deps.ts';

export const password = 'correct horse battery';
/**
 * Makes the names and addresses of accounts unique. All desks of a test file share this number, because they may share
 * a database.
 */
let count = 0;

type Fields = Record<string, string | readonly string[]>;

/** A person with a browser. The browser sends the session's cookie and the form token. It does not follow redirects. */
export class Client {
  constructor(
    private readonly web: Hono<Env>,
    readonly cookie = '',
    readonly token = '',
  ) {}

  get(path: string): Promise<Response> {
    return Promise.resolve(this.web.request(path, { headers: { cookie: this.cookie } }));
  }

  async text(path: string): Promise<string> {
    return (await this.get(path)).text();
  }

  post(path: string, fields: Fields = {}): Promise<Response> {
    const body = new URLSearchParams(this.token ? { _token: this.token } : {});
    for (const [name, value] of Object.entries(fields))
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
    return Promise.resolve(
      this.web.request(path, {
        method: 'POST',
        headers: { cookie: this.cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: body.toString(),
      }),
    );
  }
}

/** A site with its app on a database. `join` creates an account that is signed in at its desk. */
export function deskOn(
  db: Database,
  options: {
    assets?: string;
    now?: () => Date;
    listeners?: readonly ChangeListener[];
    supportMessages?: SupportMessageCache;
    paper?: Deps['paper'];
    /** Whether unused sessions lock and end. Without this, they stay open even if the test sets its clock ahead. */
    idle?: boolean;
    /** Settings that differ from the usual settings of tests. */
    config?: Partial<App['config']>;
    logged?: { level: string; fields: object; message: string }[];
  } = {},
) {
  const made = testApp(db, {
    now: options.now,
    listeners: [followLimits, searchProjection(), ...(options.listeners ?? [])],
    config: options.config,
  });
  const app: App = {
    ...made,
    loadViewer: (accountId, tx) => loadViewer(db, accountId, tx),
  };
  const web = createWeb({
    ...testDeps({ logged: options.logged }),
    ...(options.paper ? { paper: options.paper } : {}),
    ...(options.assets ? { assets: openAssets(options.assets) } : {}),
    app,
    supportMessages: options.supportMessages,
    lockdown: { heard: () => false, ask: async () => (await lockdownSince(db.read)) !== null },
    findSession: async (token, use) => {
      // A test can set its clock days ahead. Its people still count as active, so that their sessions do not end.
      if (options.now && !options.idle)
        await run(app, noteSessionUse, systemPrincipal, { tokenHash: hashToken(token) });
      return continueSession(app, token, use);
    },
    dev: false,
  });
  const nobody = new Client(web);
  // Cookies of an encrypted connection have this prefix.
  const prefix = app.config.publicUrl?.startsWith('https:') ? '__Host-' : '';
  return {
    app,
    web,
    nobody,
    setupToken: async () => (await run(app, createSetupLink, systemPrincipal, {}))?.token,
    /** Creates an account with one role or several, and signs it in. */
    async join(as: Role | readonly Role[], name?: string) {
      const roles = [as].flat();
      const role = roles[0]!;
      name ??= `${role[0]!.toUpperCase()}${role.slice(1)} ${++count}`;
      const email = `${role}${++count}@example.org`;
      // If there is a mail server, signing in from a new browser sends an email.
      if (app.config.mail) await prepareJobs(db, accountJobs);
      const { token: link, accountId } = await run(app, inviteAccount, administrator, { email, name, roles });
      await run(app, spendLink, null, { token: link!, password });
      const { token } = (await run(app, signIn, null, { email, password }))!;
      const session = (await findSession(db.read, token, app.now()))!;
      return Object.assign(new Client(web, `${prefix}kronika=${token}`, session.csrf), {
        email,
        name,
        accountId,
        principal: session.principal,
        sessionToken: token,
        /** Unlocks the session, after the clock was set to a time at which the session is locked. */
        unlock: async () => {
          if (options.now && !options.idle)
            await run(app, noteSessionUse, systemPrincipal, { tokenHash: hashToken(token) });
          await run(app, unlockSession, session.principal, { password, tokenHash: hashToken(token) });
        },
      });
    },
  };
}

/** The value of an `input` on a page. Hidden inputs count too. */
export const valueOf = (html: string, name: string): string | undefined => {
  const input = [...html.matchAll(/<input\b[^>]*>/g)]
    .map((match) => match[0])
    .find((tag) => tag.includes(`name="${name}"`));
  return input && /\bvalue="([^"]*)"/.exec(input)?.[1]?.replaceAll('&amp;', '&').replaceAll('&quot;', '"');
};
