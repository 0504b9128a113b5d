import { beginLetter } from '../../../letters/hosted/begin-letter.ts';
import { changeHostedLetter } from '../../../letters/hosted/change-hosted.ts';
import { loadHosted, type HostedView } from '../../../letters/views/hosted.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { atDesk, type Desk } from '../../kit/desk/who.ts';
import { relocated } from '../../record/forms/common.tsx';
import { thingAt } from '../../record/show/at.ts';
import { changePage, newPage } from '../../kit/form-page.tsx';
import { beginForm, hostedForm, hostedRules, hostedValues, readHosted } from './hosted-forms.ts';

/** A letter that is signed here, by its number. @throws AppError `not_found` */
export async function hostedAt(desk: Desk, number: number): Promise<HostedView> {
  const { thing } = await thingAt(desk.app.db.read, 'letter', number);
  const letter = await loadHosted(desk.app.db.read, thing, 'desk');
  if (!letter) throw new AppError('not_found');
  return letter;
}

/** Beginning a letter, and what is said of it besides its text. */
export const beginLetterPages: Pages = (web) => {
  newPage(web, routes.desk.newLetter.pattern, {
    operation: beginLetter,
    form: beginForm,
    title: 'letters.desk.new',
    save: 'letters.desk.begin',
    home: () => routes.desk.letters(),
    crumbs: (t) => [{ label: t('letters.title'), href: routes.desk.letters() }],
    lead: (t) => <p class="lead">{t('letters.desk.new_lead')}</p>,
    begin: async () => null,
    values: (_view, _desk, t) => ({ language: t.locale }),
    submit: async (desk, _picks, { why, ...typed }) =>
      routes.desk.letter({ number: (await run(desk.app, beginLetter, desk.principal, typed, why)).number }),
  });
  // Which of the two forms changes a letter depends on where it comes from.
  web.get(routes.desk.editLetter.pattern, async (c, next) => {
    const desk = await atDesk(c);
    const { number } = routes.desk.editLetter.read(c.req.param());
    const { thing } = await thingAt(desk.app.db.read, 'letter', number);
    if (!(await loadHosted(desk.app.db.read, thing, 'desk')))
      return c.redirect(routes.desk.editReportedLetter({ number }), 303);
    return next();
  });
  changePage(web, routes.desk.editLetter, {
    operation: changeHostedLetter,
    form: hostedForm,
    title: 'letters.desk.edit',
    save: 'letters.desk.save',
    picks: true,
    lists: ['actor', 'case'],
    home: (letter: HostedView) => routes.desk.letter({ number: letter.brief.number }),
    crumbs: (t, letter: HostedView) => [
      { label: t('letters.title'), href: routes.desk.letters() },
      { label: letter.brief.title, href: routes.desk.letter({ number: letter.brief.number }) },
    ],
    load: async (desk, number) => {
      const letter = await hostedAt(desk, number);
      // What was signed and published stays as it is: nobody fills a form in vain.
      if (letter.stage === 'published') throw new AppError('letter_stage');
      return letter;
    },
    values: hostedValues,
    submit: async (desk, picks, typed, letter, version) => {
      const to = await readHosted(picks, typed, letter.row.language);
      return relocated(
        run(
          desk.app,
          changeHostedLetter,
          desk.principal,
          { letter: letter.brief.ref!, version, title: typed.title, to },
          typed.why,
        ),
        hostedRules,
      );
    },
  });
};
