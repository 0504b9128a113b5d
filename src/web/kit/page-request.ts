import type { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { run, type App, type Operation, type Principal } from '../../platform/operation.ts';
import type { PublicationView } from './publication.ts';
import type { Ctx } from './context.ts';
import { atDesk, type Desk } from './desk/who.ts';
import { Picks } from './forms/pick.ts';

/** An address that a declared page answers at; with `only`, those of its addresses that have these values. */
export type Route<P> = {
  readonly pattern: string;
  read(params: Readonly<Record<string, string | undefined>>): P;
  readonly only?: Partial<P>;
};

/** One of several pages that share an address and differ in a value of it, such as `:act`. */
export const onlyFor = <P>({ pattern, read }: Route<P>, only: Partial<NoInfer<P>>): Route<P> => ({
  pattern,
  read,
  only,
});

/** Roles that may do something, as operations declare them. */
export type Permission = { permission: readonly string[] | 'anyone' };

/** What a declared page is given of a request: what most pages need, so that none has to look it up. */
export type PageRequest<P> = {
  c: Ctx;
  t: Translate;
  app: App;
  db: Reader;
  paper: PublicationView;
  /** What the address names, as the route reads it. */
  params: P;
  /** Reads what was typed in the form's pick fields. */
  picks: Picks;
  /** The day, `YYYY-MM-DD`. */
  today: string;
  query(name: string): string | undefined;
  /** The ref that the address's query names: `case/12` for `?case=12`. */
  asked(kind: string): string | undefined;
  /** Runs an operation for the person at the desk; on a public page, for a reader. */
  run<S extends z.core.$ZodType, R, Prepared>(
    operation: Operation<S, R, Prepared>,
    input: z.input<S>,
    why?: string,
  ): Promise<R>;
};

/** The same at the desk, where somebody is signed in. */
export type DeskRequest<P> = PageRequest<P> & Pick<Desk, 'principal' | 'may'> & { desk: Desk };

/** A request by anybody: readers have no session. */
export function publicRequest<P>(c: Ctx, route: Route<P>): PageRequest<P> {
  return requestBy(c, route, null);
}

/** A request by who is signed in. @throws AppError `not_signed_in` */
export async function deskRequest<P>(c: Ctx, route: Route<P>): Promise<DeskRequest<P>> {
  const desk = await atDesk(c);
  const { principal, may } = desk;
  return { ...requestBy(c, route, principal), principal, may, desk };
}

function requestBy<P>(c: Ctx, route: Route<P>, principal: Principal | null): PageRequest<P> {
  const { app, paper } = c.get('deps');
  const t = c.get('t');
  const db = app.db.read;
  return {
    c,
    t,
    app,
    db,
    paper: paper(),
    params: route.read(c.req.param() as Record<string, string>),
    picks: new Picks(db, t),
    today: app.now().toISOString().slice(0, 10),
    query: (name) => c.req.query(name),
    asked: (kind) => {
      const number = /^[1-9]\d{0,14}$/.exec(c.req.query(kind) ?? '')?.[0];
      return number && `${kind}/${number}`;
    },
    run: (operation, input, why) => run(app, operation, principal, input, why),
  };
}
