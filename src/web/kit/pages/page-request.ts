import type { z } from 'zod';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { run, type App, type Operation, type Principal } from '../../../platform/operation.ts';
import type { PublicationView } from '../publication.ts';
import type { Ctx } from '../context.ts';
import { atDesk, type Desk } from '../desk/who.ts';
import { Picks } from '../forms/pick.ts';

/** The address of a declared page. `only` limits the page to addresses with these values of their parameters. */
export type Route<P> = {
  readonly pattern: string;
  read(params: Readonly<Record<string, string | undefined>>): P;
  readonly only?: Partial<P>;
};

/** The route of one of several pages that share a pattern and differ in a parameter, such as `:act`. */
export const onlyFor = <P>({ pattern, read }: Route<P>, only: Partial<NoInfer<P>>): Route<P> => ({
  pattern,
  read,
  only,
});

/** The roles that may use a page, in the same notation as for operations. */
export type Permission = { permission: readonly string[] | 'anyone'; proof?: true | 'session' };

/** What every declared page gets from a request. */
export type PageRequest<P> = {
  c: Ctx;
  t: Translate;
  app: App;
  db: Reader;
  paper: PublicationView;
  /** The parameters in the path. */
  params: P;
  /** Converts the input of the form's pick fields to refs. */
  picks: Picks;
  /** Today in UTC, `YYYY-MM-DD`. */
  today: string;
  query(name: string): string | undefined;
  /** The ref of an item in the query of the address, such as `case/12` for `?case=12`. */
  asked(kind: string): string | undefined;
  /** Runs an operation: at the desk as the signed-in person, on a public page without an account. */
  run<S extends z.core.$ZodType, R, Prepared>(
    operation: Operation<S, R, Prepared>,
    input: z.input<S>,
    why?: string,
  ): Promise<R>;
};

/** What a page of the desk gets from a request, with the signed-in person. */
export type DeskRequest<P> = PageRequest<P> & Pick<Desk, 'principal' | 'may'> & { desk: Desk };

export function publicRequest<P>(c: Ctx, route: Route<P>): PageRequest<P> {
  return requestBy(c, route, null);
}

/** @throws AppError `not_signed_in` */
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
