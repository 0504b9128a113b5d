import { apiPages } from '../api/v1/index.ts';
import type { Pages } from '../context.ts';
import { stylePages } from '../design/specimen-pages.tsx';
import { accountPages } from './desk/accounts/accounts.tsx';
import { entryPages } from './desk/accounts/entry.tsx';
import { articleActPages } from './desk/articles/acts.tsx';
import { appealPages } from './desk/appeals/appeals.tsx';
import { articlePages } from './desk/articles/articles.tsx';
import { articleEditPages } from './desk/articles/edit.tsx';
import { publishPages } from './desk/articles/publish.tsx';
import { disagreementPages } from './desk/disagreements/index.ts';
import { duplicatePages } from './desk/duplicates/index.ts';
import { draftingPages } from './desk/drafts/index.ts';
import { historyPages } from './desk/history/history.tsx';
import { homePages } from './desk/home/home.tsx';
import { searchPages } from './desk/home/search.tsx';
import { originPages } from './desk/origins/index.ts';
import { importsPages } from './desk/imports/index.ts';
import { photoPages } from './desk/photos/photos.tsx';
import { recordPages } from './desk/record/index.ts';
import { savedSearchPages } from './desk/searches/index.tsx';
import { logoPage } from './desk/settings/logo.tsx';
import { sectionsPage } from './desk/settings/sections.tsx';
import { settingsPages } from './desk/settings/settings.tsx';
import { tokenPages } from './desk/tokens/tokens.tsx';
import { publicPages } from './public/index.ts';

/** Every page of the site, in the order their addresses are tried. */
export const allPages: readonly Pages[] = [entryPages, homePages, searchPages, savedSearchPages, accountPages, tokenPages, draftingPages, originPages, disagreementPages, duplicatePages, importsPages, photoPages, recordPages, historyPages, settingsPages, appealPages, logoPage, sectionsPage, articleEditPages, publishPages, articleActPages, articlePages, stylePages, apiPages, publicPages];
