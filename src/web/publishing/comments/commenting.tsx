import { z } from 'zod';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { changeCommenting } from '../../../publishing/comments/change-commenting.ts';
import {
  commentingModes,
  commentingSchema,
  loadCommenting,
  wordList,
  type Commenting,
} from '../../../publishing/comments/commenting.ts';
import { dayOf } from '../../../publishing/comments/identity/calendar.ts';
import { commentDuties, type CommentDuty } from '../../../publishing/comments/identity/duties.ts';
import { openArticles } from '../../../publishing/comments/open-articles.ts';
import { durationWords } from '../../record/components/record-value.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm, type Option } from '../../kit/forms/form.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { SettingsParts, ofSettings } from '../publication/parts.tsx';
import { changePage, buttonRoute } from '../../kit/pages/form-page.tsx';

/** A text with one entry on each line, as a list. */
const lines = z
  .string()
  .default('')
  .transform((text) => text.split('\n'));

const form = defineForm({
  name: 'commenting',
  schema: commentingSchema
    .omit({ method: true })
    .extend({ refused: lines.pipe(wordList), marked: lines.pipe(wordList) }),
  fields: {
    mode: {
      kind: 'radio',
      label: 'publishing.comments.settings.mode',
      options: commentingModes.map((value) => ({
        value,
        label: `publishing.comments.settings.mode_${value}`,
        hint: `publishing.comments.settings.mode_${value}_hint`,
      })),
    },
    articles: {
      kind: 'radio',
      label: 'publishing.comments.settings.articles',
      options: (['all', 'chosen'] as const).map((value) => ({
        value,
        label: `publishing.comments.settings.articles_${value}`,
      })),
    },
    identify: {
      kind: 'select',
      label: 'publishing.comments.settings.identify',
      hint: 'publishing.comments.settings.identify_hint',
      optional: true,
      empty: 'publishing.comments.settings.identify_empty',
    },
    keep: {
      kind: 'select',
      label: 'publishing.comments.settings.keep',
      hint: 'publishing.comments.settings.keep_hint',
      optional: true,
      empty: 'publishing.comments.settings.keep_empty',
    },
    officer: {
      kind: 'text',
      label: 'publishing.comments.settings.officer',
      hint: 'publishing.comments.settings.officer_hint',
      optional: true,
      maxLength: 200,
      autocomplete: 'off',
      spellcheck: false,
    },
    refused: {
      kind: 'textarea',
      label: 'publishing.comments.settings.refused',
      hint: 'publishing.comments.settings.refused_hint',
      optional: true,
      rows: 5,
    },
    marked: {
      kind: 'textarea',
      label: 'publishing.comments.settings.marked',
      hint: 'publishing.comments.settings.marked_hint',
      optional: true,
      rows: 5,
    },
  },
});

const valuesOf = ({ mode, articles, refused, marked, identity }: Commenting): Tree => ({
  mode,
  articles,
  refused: refused.join('\n'),
  marked: marked.join('\n'),
  ...(identity
    ? {
        identify: String(identity.identify),
        keep: identity.keep === null ? '' : String(identity.keep),
        officer: identity.officer,
      }
    : {}),
});

/**
 * The legal duties in force today to identify commenters or to store their data, as options. An editor selects those
 * that oblige the publication to store identities.
 */
async function dutyOptions(
  t: Translate,
  db: Reader,
  jurisdictions: readonly string[],
  now: Date,
): Promise<Record<'identify' | 'keep', Option[]>> {
  const duties = (await commentDuties(db, jurisdictions, dayOf(now))).filter((one) => one.standing === 'in-force');
  const of = (act: CommentDuty['act']): Option[] =>
    duties
      .filter((one) => one.act === act)
      .map(({ id, law, provision, period }) => ({
        value: String(id),
        text: `${law.title}, ${provision.label}${period === null ? '' : `: ${durationWords(t, period)}`}`,
      }));
  return { identify: of('identify-commenters'), keep: of('keep') };
}

/** The settings for readers' comments: whether readers can comment, on which articles, and the word lists. */
export const commentingPages: Pages = (web) => {
  changePage(web, routes.desk.commenting, {
    ...ofSettings,
    operation: changeCommenting,
    load: async ({ t, db, paper, app }) => ({
      ...(await loadCommenting(db)),
      options: await dutyOptions(t, db, paper.jurisdictions, app.now()),
      duty: paper.jurisdictions.length ? 'no_duty' : 'no_country',
    }),
    form,
    title: 'publishing.comments.settings.title',
    actions: ({ t }) => (
      <a class="button small" href={routes.desk.comments()}>
        {t('publishing.comments.settings.queue')}
      </a>
    ),
    values: ({ view }) => valuesOf(view.commenting),
    options: ({ view }) => view.options,
    lead: ({ t, view }) => (
      <>
        <SettingsParts here={routes.desk.commenting()} />
        <p class="lead">{t('publishing.comments.settings.lead')}</p>
        {view.options.identify.length ? null : <p class="muted">{t(`publishing.comments.settings.${view.duty}`)}</p>}
      </>
    ),
    below: ({ t }) => (
      <p class="muted">
        <a href={routes.desk.officerKey()}>{t('publishing.comments.officer.title')}</a> ·{' '}
        <a href={routes.desk.storedIdentities()}>{t('publishing.comments.keeping.title')}</a>
      </p>
    ),
    paths: [
      [/^to\.method$/, 'identify'],
      [/^to\./, ''],
    ],
    submit: async (to, { run, version }) => {
      await run(changeCommenting, { version, to });
      return routes.desk.commenting();
    },
  });

  buttonRoute(web, routes.desk.openArticle, {
    act: ({ run, params: { number }, text }) => {
      const chosen = text('comments');
      const open = chosen === 'open' ? true : chosen === 'closed' ? false : null;
      return run(openArticles, { articles: [{ article: `article/${number}`, open }] });
    },
    home: ({ params }) => routes.desk.article(params),
  });
};

/**
 * The part of an article's desk page that opens or closes comments. Renders nothing if the publication has no comments.
 */
export function CommentingForm({ number, open }: { number: number; open: boolean | null }) {
  const { t, token, paper } = useView();
  if (paper.commenting.mode === 'off') return null;
  const options = [
    ['', open === null],
    ['open', open === true],
    ['closed', open === false],
  ] as const;
  return (
    <form class="form inline" method="post" action={routes.desk.openArticle({ number })}>
      {token ? <input type="hidden" name="_token" value={token} /> : null}
      <div class="field">
        <label for="commenting">{t('publishing.comments.title')}</label>
        <select id="commenting" name="comments">
          {options.map(([value, selected]) => (
            <option value={value} selected={selected}>
              {t(`publishing.comments.article.${value || paper.commenting.articles}`)}
            </option>
          ))}
        </select>
      </div>
      <button class="button small" type="submit">
        {t('publishing.comments.article.set')}
      </button>
    </form>
  );
}
