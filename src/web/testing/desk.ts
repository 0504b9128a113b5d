import type { Hono } from 'hono';
import { createSetupLink, inviteAccount } from '../../accounts/links.ts';
import { findSession, signIn } from '../../accounts/sign-in.ts';
import type { Role } from '../../accounts/tables.ts';
import { useLink as spendLink } from '../../accounts/use-link.ts';
import type { Database } from '../../platform/database/database.ts';
import { house as theHouse, run, type Follower, type House } from '../../platform/operation.ts';
import type { AppealsOnHand } from '../../publishing/appeals/appeals-on-hand.ts';
import { administrator, testHouse } from '../../platform/testing/test-house.ts';
import { searchFollower } from '../../search/index/follower.ts';
import { createApp } from '../app.ts';
import type { Deps, Env } from '../kit/context.ts';
import { openAssets } from '../kit/assets.ts';
import { testDeps } from './test-deps.ts';

export const password = 'correct horse battery';
/** Across all desks of a test file: they may share a database. */
let count = 0;

type Fields = Record<string, string | readonly string[]>;

/** Somebody with a browser: cookie and form token are kept, redirects are not followed. */
export class Client {
  constructor(
    private readonly app: Hono<Env>,
    readonly cookie = '',
    readonly token = '',
  ) {}

  get(path: string): Promise<Response> {
    return Promise.resolve(this.app.request(path, { headers: { cookie: this.cookie } }));
  }

  async text(path: string): Promise<string> {
    return (await this.get(path)).text();
  }

  post(path: string, fields: Fields = {}): Promise<Response> {
    const body = new URLSearchParams(this.token ? { _token: this.token } : {});
    for (const [name, value] of Object.entries(fields))
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
    return Promise.resolve(
      this.app.request(path, {
        method: 'POST',
        headers: { cookie: this.cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: body.toString(),
      }),
    );
  }
}

/** The desk of a house, on a database; people join it by role. */
export function deskOn(
  db: Database,
  options: {
    assets?: string;
    now?: () => Date;
    followers?: readonly Follower[];
    appeals?: AppealsOnHand;
    paper?: Deps['paper'];
    logged?: { level: string; fields: object; message: string }[];
  } = {},
) {
  const house: House = testHouse(db, { now: options.now, followers: [searchFollower(), ...(options.followers ?? [])] });
  const app = createApp({
    ...testDeps({ logged: options.logged }),
    ...(options.paper ? { paper: options.paper } : {}),
    ...(options.assets ? { assets: openAssets(options.assets) } : {}),
    house,
    appeals: options.appeals,
    findSession: (token) => findSession(house.db.read, token, house.now()),
    dev: false,
  });
  const nobody = new Client(app);
  return {
    house,
    app,
    nobody,
    setupToken: async () => (await run(house, createSetupLink, theHouse, {}))?.token,
    /** A new account of a role, signed in. */
    async join(role: Role, name = `${role[0]!.toUpperCase()}${role.slice(1)} ${++count}`) {
      const email = `${role}${++count}@example.org`;
      const { token: link, accountId } = await run(house, inviteAccount, administrator, { email, name, roles: [role] });
      await run(house, spendLink, null, { token: link, password });
      const { token } = (await run(house, signIn, null, { email, password }))!;
      const session = (await findSession(db.read, token, house.now()))!;
      return Object.assign(new Client(app, `kronika=${token}`, session.csrf), {
        email,
        name,
        accountId,
        principal: session.principal,
        sessionToken: token,
      });
    },
  };
}

/** The value of a hidden or typed field on a page. */
export const valueOf = (html: string, name: string): string | undefined => {
  const input = [...html.matchAll(/<input\b[^>]*>/g)]
    .map((match) => match[0])
    .find((tag) => tag.includes(`name="${name}"`));
  return input && /\bvalue="([^"]*)"/.exec(input)?.[1]?.replaceAll('&amp;', '&').replaceAll('&quot;', '"');
};
