import { AppError } from '../../../platform/errors.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import type { Pages } from '../../kit/context.ts';
import { handleAction } from '../../kit/forms/handle.ts';
import { routes, safeNext } from '../../routes.ts';
import { atDesk } from '../../kit/desk/who.ts';
import { loadThing } from '../show/load-thing.ts';
import { unlessChanged, versionsOf, publishUnlessChanged, shownVersionsIn } from './as-shown.tsx';
import { buttonActions } from './buttons.ts';
import { uncheckListed } from './uncheck-listed.ts';
import { exportPersonPages } from './export-person.tsx';
import { erasedPages } from './erased.tsx';
import { mergePages } from './merge.tsx';
import { rankPages } from './rank.tsx';
import { redactPages } from './redact.tsx';
import { openSealPages, sealPages } from './seal.tsx';
import { limitPages } from '../teams/limit-page.tsx';
import { withdrawPages } from './withdraw.tsx';
import { buttonRoute } from '../../kit/pages/form-page.tsx';

/** The pages of actions that need input, such as a reason or people. */
const formActions = [
  erasedPages,
  withdrawPages,
  mergePages,
  redactPages,
  sealPages,
  openSealPages,
  rankPages,
  limitPages,
  exportPersonPages,
];

/** Registers the actions on items, except editing. */
export const actionPages: Pages = (web, deps) => {
  for (const register of formActions) register(web, deps);

  web.on(['GET', 'POST'], routes.desk.act.pattern, async (c, next) => {
    const { kind, number, act } = routes.desk.act.read(c.req.param());
    const buttonAction = Object.hasOwn(buttonActions, act) ? buttonActions[act] : undefined;
    // Actions of other modules, and actions on articles, have their own routes. `next` passes the request on to them.
    if (!buttonAction || kind === 'article') return next();
    const desk = await atDesk(c);
    const { thing } = await loadThing(desk.app.db.read, kind, number);
    if (c.req.method !== 'POST') throw new AppError('method_not_allowed');
    return handleAction(c, ({ values }) => buttonAction(desk, thing, values));
  });

  buttonRoute(web, routes.desk.changeClaims, {
    act: async (at) => {
      const { run, intent, values } = at;
      const claims = [values.claims].flat().filter((one) => typeof one === 'string');
      const back = safeNext(at.text('back'));
      if (!claims.length) throw new AppError('nothing_selected', { details: { page: back } });
      const shown = shownVersionsIn(values);
      if (intent === 'check')
        await unlessChanged(back, () => run(checkClaims, { claims, versions: versionsOf(shown, claims) }));
      else if (intent === 'uncheck') return uncheckListed(at, claims, versionsOf(shown, claims));
      else if (intent === 'public') await publishUnlessChanged(at, claims, shown, back);
      else if (intent === 'desk') await run(setVisibility, { things: claims, visibility: 'desk' });
      else throw new AppError('bad_form');
      return undefined;
    },
    home: ({ text }) => safeNext(text('back')),
  });
};
