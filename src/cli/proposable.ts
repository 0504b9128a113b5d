import { linkTranslation } from '../documents/translations/link-translation.ts';
import { amendLaw } from '../law/amend-law.ts';
import { changeAmendment, dropAmendment } from '../law/change-amendment.ts';
import { changeLaw } from '../law/change-law.ts';
import { addDuties } from '../law/duties/add-duties.ts';
import { changeDuty } from '../law/duties/change-duty.ts';
import { dropDuty } from '../law/duties/drop-duty.ts';
import { endDuty } from '../law/duties/end-duty.ts';
import { setTexts } from '../law/set-texts.ts';
import { dropResponse, judgeDemand, noteResponse } from '../letters/answers/note-response.ts';
import { changeHostedLetter } from '../letters/hosted/change-hosted.ts';
import { changeReportedLetter } from '../letters/reported/change-letter.ts';
import { tagArticles } from '../publishing/tags/tag-articles.ts';
import { addProposable, type Proposable } from '../record/proposals/proposable.ts';

/** Operations of other modules than the record that can be proposed. Importing this file registers them. */
addProposable([
  amendLaw,
  changeAmendment,
  dropAmendment,
  changeLaw,
  addDuties,
  changeDuty,
  dropDuty,
  endDuty,
  setTexts,
  noteResponse,
  dropResponse,
  judgeDemand,
  changeHostedLetter,
  changeReportedLetter,
  tagArticles,
  linkTranslation,
] as unknown as Proposable[]);
