import type { Pages } from '../../kit/context.ts';
import { actionPages } from '../actions/actions.tsx';
import { actorForms } from './actors.tsx';
import { packagePages } from '../../evidence/captures/capture-package.tsx';
import { comparePages } from '../../evidence/captures/compare-captures.tsx';
import { capturePages } from '../../evidence/captures/captures.tsx';
import { casePages } from './cases.tsx';
import { publishCasePages } from '../publication/publish-case.tsx';
import { checkingPages } from './checking.tsx';
import { claimForms } from './claims.tsx';
import { caseEntryForms } from './case-entries.tsx';
import { factsForms } from './facts.tsx';
import { questionForms } from './questions.tsx';
import { publicCapturePages } from '../../evidence/captures/public-capture.tsx';
import { restorePages } from '../../evidence/captures/restore-bytes.tsx';
import { rootPages } from '../../evidence/captures/log.tsx';
import { sourceForms } from './sources.tsx';
import { recordPages as thingPages } from './things.tsx';
import { fieldPages } from '../fields/field-pages.tsx';
import { placePages } from '../places/place-pages.tsx';
import { tagPages } from '../tags/tag-pages.tsx';
import { translatePage } from '../translations/translate-page.tsx';

/** Registers all desk pages of the record. */
export const recordPages: Pages = (web, deps) => {
  for (const register of [
    casePages,
    publishCasePages,
    thingPages,
    capturePages,
    packagePages,
    comparePages,
    restorePages,
    publicCapturePages,
    rootPages,
    actorForms,
    sourceForms,
    caseEntryForms,
    claimForms,
    checkingPages,
    factsForms,
    questionForms,
    actionPages,
    tagPages,
    translatePage,
    fieldPages,
    placePages,
  ])
    register(web, deps);
};
