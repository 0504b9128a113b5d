import type { Pages } from '../../../context.ts';
import { actPages } from './acts/acts.tsx';
import { actorForms } from './actors.tsx';
import { packagePages } from './capture-package.tsx';
import { comparePages } from './compare-captures.tsx';
import { capturePages } from './captures.tsx';
import { casePages } from './cases.tsx';
import { claimForms } from './claims.tsx';
import { dossierForms } from './dossiers.tsx';
import { factsForms } from './facts.tsx';
import { listPages } from './lists.tsx';
import { questionForms } from './questions.tsx';
import { releasePages } from './release.tsx';
import { restorePages } from './restore-bytes.tsx';
import { rootPages } from './roots.tsx';
import { sourceForms } from './sources.tsx';
import { recordPages as thingPages } from './things.tsx';

/** Everything the desk shows and does of the record. */
export const recordPages: Pages = (app, deps) => {
  for (const register of [
    listPages,
    casePages,
    thingPages,
    capturePages,
    packagePages,
    comparePages,
    restorePages,
    releasePages,
    rootPages,
    actorForms,
    sourceForms,
    dossierForms,
    claimForms,
    factsForms,
    questionForms,
    actPages,
  ])
    register(app, deps);
};
