import { beginLetter } from '../../../letters/hosted/begin-letter.ts';
import { changeHostedLetter } from '../../../letters/hosted/change-hosted.ts';
import { loadHosted, type HostedView } from '../../../letters/views/hosted.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Pages } from '../../kit/context.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { type Crumb, formPage, changePage, ResponseInstead } from '../../kit/pages/form-page.tsx';
import { routes } from '../../routes.ts';
import { type Desk } from '../../kit/desk/who.ts';
import { loadThing } from '../../record/show/load-thing.ts';
import { beginForm, hostedForm, hostedRules, hostedValues, readHosted } from './hosted-forms.ts';
import type { DeskRequest } from '../../kit/pages/page-request.ts';

/**
 * The letter with this number, which must be signed on this site.
 * @throws AppError `not_found`
 */
export async function hostedAt(desk: Desk, number: number): Promise<HostedView> {
  const { thing } = await loadThing(desk.app.db.read, 'letter', number);
  const letter = await loadHosted(desk.app.db.read, thing, 'desk');
  if (!letter) throw new AppError('not_found');
  return letter;
}

/** The breadcrumbs to the list of letters and, with `brief`, to one letter. */
export const letterCrumbs = (t: Translate, brief?: Brief): Crumb[] => [
  { label: t('letters.title'), href: routes.desk.letters() },
  ...(brief ? [{ label: brief.title, href: routes.desk.letter({ number: brief.number }) }] : []),
];

/** The options that the pages of all forms for a letter signed on this site share. */
export const ofLetter = {
  load: ({ desk, params }: DeskRequest<{ number: number }>) => hostedAt(desk, params.number),
  crumbs: ({ t, view }: { t: Translate; view: HostedView }) => letterCrumbs(t, view.brief),
  home: ({ params: { number } }: { params: { number: number } }) => routes.desk.letter({ number }),
  save: 'letters.desk.save',
};

/** The forms that create a letter, and edit its data other than the text. */
export const beginLetterPages: Pages = (web) => {
  formPage(web, routes.desk.newLetter, {
    operation: beginLetter,
    form: beginForm,
    title: 'letters.desk.new',
    save: 'letters.desk.begin',
    home: () => routes.desk.letters(),
    crumbs: ({ t }) => letterCrumbs(t),
    lead: 'letters.desk.new_lead',
    values: ({ t }) => ({ language: t.locale }),
    submit: async ({ why, ...input }, { run }) => {
      const { number } = await run(beginLetter, input, why);
      return routes.desk.letter({ number });
    },
  });

  changePage(web, routes.desk.editLetter, {
    ...ofLetter,
    operation: changeHostedLetter,
    form: hostedForm,
    title: 'letters.desk.edit',
    lists: ['actor', 'case'],
    load: async ({ c, db, desk, params }) => {
      // Letters known from sources have another form.
      const { thing } = await loadThing(db, 'letter', params.number);
      if (!(await loadHosted(db, thing, 'desk')))
        throw new ResponseInstead(c.redirect(routes.desk.editReportedLetter(params), 303));
      const letter = await hostedAt(desk, params.number);
      // A letter that was signed on this site cannot be edited after its publication.
      if (letter.stage === 'published') throw new AppError('letter_stage');
      return letter;
    },
    values: ({ view }) => hostedValues(view),
    paths: hostedRules,
    submit: async (input, { run, picks, view, version }) => {
      const to = await readHosted(picks, input, view.row.language);
      return run(changeHostedLetter, { letter: view.brief.ref!, version, title: input.title, to }, input.why);
    },
  });
};
