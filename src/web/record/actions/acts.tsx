import { run } from '../../../platform/operation.ts';
import { AppError } from '../../../platform/errors.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import type { Thing } from '../../../record/things.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import type { Ctx, Pages } from '../../kit/context.ts';
import { handleAct } from '../../kit/forms/handle.ts';
import { routes, safeNext } from '../../routes.ts';
import { atDesk, type Desk } from '../../kit/desk/who.ts';
import { briefTitle } from '../desk/links.ts';
import { loadThing } from '../show/load-thing.ts';
import { buttonActs } from './buttons.ts';
import { mergeAct } from './merge.tsx';
import { rankAct } from './rank.tsx';
import { redactAct } from './redact.tsx';
import { openAct, sealAct } from './seal.tsx';
import { withdrawAct } from './withdraw.tsx';

/** Acts that ask for something first: a reason, a target, people, a name typed once more. */
const formActs: Readonly<Record<string, (c: Ctx, desk: Desk, thing: Thing, title: string) => Promise<Response>>> = {
  withdraw: withdrawAct,
  merge: mergeAct,
  redact: redactAct,
  seal: sealAct,
  open: openAct,
  rank: rankAct,
};

/** What is done with things of the record besides changing what they say. */
export const actPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.act.pattern, async (c, next) => {
    const { kind, number, act } = routes.desk.act.read(c.req.param());
    const formAct = Object.hasOwn(formActs, act) ? formActs[act] : undefined;
    const buttonAct = Object.hasOwn(buttonActs, act) ? buttonActs[act] : undefined;
    // Other rooms have acts of their own, and articles are published, corrected and taken down.
    if ((!formAct && !buttonAct) || kind === 'article') return next();
    const desk = await atDesk(c);
    const { db } = desk.app;
    const { thing } = await loadThing(db.read, kind, number);
    if (formAct) {
      const brief = (await loadBriefs(db.read, [thing.id], 'desk')).get(thing.id)!;
      return formAct(c, desk, thing, briefTitle(c.get('t'), brief));
    }
    if (c.req.method !== 'POST') throw new AppError('method_not_allowed');
    return handleAct(c, ({ values }) => buttonAct!(desk, thing, values));
  });

  web.post(routes.desk.changeClaims.pattern, async (c) => {
    const { app, principal } = await atDesk(c);
    return handleAct(c, async ({ intent, values }) => {
      const back = safeNext(typeof values.back === 'string' ? values.back : null);
      const claims = (Array.isArray(values.claims) ? values.claims : [values.claims]).filter(
        (one) => typeof one === 'string',
      );
      if (!claims.length) return back;
      if (intent === 'check' || intent === 'uncheck')
        await run(app, checkClaims, principal, { claims, state: intent === 'check' ? 'checked' : 'draft' });
      else if (intent === 'public' || intent === 'desk')
        await run(app, setVisibility, principal, { things: claims, visibility: intent });
      else throw new AppError('bad_form');
      return back;
    });
  });
};
