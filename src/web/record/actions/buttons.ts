import { identityOf } from '../../../accounts/seal-keys.ts';
import { run } from '../../../platform/operation.ts';
import { AppError } from '../../../platform/errors.ts';
import { answerQuestion } from '../../../record/cases/answer-question.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { refOf } from '../../../record/refs.ts';
import { unseal } from '../../../record/protection/seal.ts';
import type { Thing } from '../../../record/things.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { routes } from '../../routes.ts';
import type { Desk } from '../../kit/desk/who.ts';
import { deskPage } from '../desk/links.ts';
import { unlessChanged, publishUnlessChanged, shownVersionsIn } from './as-shown.tsx';

/** Actions that need only a button. Each returns the address to redirect to. */
export const buttonActions: Readonly<Record<string, (desk: Desk, thing: Thing, values: Tree) => Promise<string>>> = {
  async check({ app, principal }, thing, values) {
    const [claims, page] = [[refOf(thing)], deskPage(thing)!];
    await unlessChanged(page, () => run(app, checkClaims, principal, { claims, versions: shownVersionsIn(values) }));
    return page;
  },

  async uncheck({ app, principal }, thing) {
    await run(app, checkClaims, principal, { claims: [refOf(thing)], state: 'draft' });
    return deskPage(thing)!;
  },

  async visibility({ app, principal }, thing, values) {
    const [ref, page] = [refOf(thing), deskPage(thing)!];
    if (values.to === 'desk') await run(app, setVisibility, principal, { things: [ref], visibility: 'desk' });
    else if (values.to === 'public')
      await publishUnlessChanged(
        { run: (operation, input) => run(app, operation, principal, input), principal },
        [ref],
        shownVersionsIn(values),
        page,
      );
    else throw new AppError('bad_form');
    return page;
  },

  async reopen({ app, principal }, thing) {
    await run(app, answerQuestion, principal, { question: refOf(thing), answeredBy: null });
    return deskPage(thing)!;
  },

  async unseal({ app, principal, session }, thing) {
    const identity = identityOf(session.tokenHash);
    if (!identity) return routes.desk.act({ kind: thing.kind, number: thing.number, act: 'open' });
    await run(app, unseal, principal, { thing: refOf(thing), identity });
    return deskPage(thing)!;
  },
};
