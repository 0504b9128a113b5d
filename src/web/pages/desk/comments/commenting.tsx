import { z } from 'zod';
import { run } from '../../../../platform/operation.ts';
import { changeCommenting } from '../../../../publishing/comments/change-commenting.ts';
import { commentingModes, commentingSchema, loadCommenting, wordList, type Commenting } from '../../../../publishing/comments/commenting.ts';
import { openArticles } from '../../../../publishing/comments/open-articles.ts';
import { DeskPage } from '../../../components/layout.tsx';
import type { Pages } from '../../../context.ts';
import { Form } from '../../../forms/fields.tsx';
import { defineForm, fresh } from '../../../forms/form.ts';
import { handleAct, handleForm } from '../../../forms/handle.ts';
import type { Tree } from '../../../forms/tree.ts';
import { routes } from '../../../routes.ts';
import { useView } from '../../../view.tsx';
import { atDesk, demand } from '../accounts/who.ts';
import { SettingsParts } from '../settings/parts.tsx';

/** One entry a line. */
const lines = z.string().default('').transform((text) => text.split('\n'));

const form = defineForm({
  name: 'commenting',
  schema: commentingSchema.extend({ refused: lines.pipe(wordList), marked: lines.pipe(wordList) }),
  fields: {
    mode: { kind: 'radio', label: 'comments.settings.mode', options: commentingModes.map((value) => ({ value, label: `comments.settings.mode_${value}`, hint: `comments.settings.mode_${value}_hint` })) },
    articles: { kind: 'radio', label: 'comments.settings.articles', options: (['all', 'chosen'] as const).map((value) => ({ value, label: `comments.settings.articles_${value}` })) },
    refused: { kind: 'textarea', label: 'comments.settings.refused', hint: 'comments.settings.refused_hint', optional: true, rows: 5 },
    marked: { kind: 'textarea', label: 'comments.settings.marked', hint: 'comments.settings.marked_hint', optional: true, rows: 5 },
  },
});

const valuesOf = ({ mode, articles, refused, marked }: Commenting): Tree => ({ mode, articles, refused: refused.join('\n'), marked: marked.join('\n') });

/** Whether readers may comment, where, and the words that comments are looked through for. */
export const commentingPages: Pages = (app) => {
  app.on(['GET', 'POST'], routes.desk.commenting.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changeCommenting);
    const stored = async (): Promise<{ values: Tree; version: string }> => {
      const { commenting, version } = await loadCommenting(desk.house.db.read);
      return { values: valuesOf(commenting), version: String(version) };
    };
    return handleForm(c, form, {
      initial: async () => {
        const { values, version } = await stored();
        return fresh(values, { version });
      },
      render: (state) => (
        <DeskPage title={t('comments.settings.title')} noindex crumbs={[{ label: t('publication.title'), href: routes.desk.settings() }, { label: t('comments.settings.title') }]} actions={<a class="button small" href={routes.desk.comments()}>{t('comments.settings.queue')}</a>}>
          <SettingsParts here={routes.desk.commenting()} />
          <p class="lead">{t('comments.settings.lead')}</p>
          <Form form={form} state={state} submit="desk.save" cancel={routes.desk.settings()} />
        </DeskPage>
      ),
      submit: async (to, { version }) => {
        await run(desk.house, changeCommenting, desk.principal, { version: version ?? '', to });
        return routes.desk.commenting();
      },
      current: stored,
    });
  });

  app.post(routes.desk.openArticle.pattern, async (c) => {
    const { house, principal } = await atDesk(c);
    const { number } = routes.desk.openArticle.read(c.req.param());
    return handleAct(c, async ({ values }) => {
      const open = values['comments'] === 'open' ? true : values['comments'] === 'closed' ? false : null;
      await run(house, openArticles, principal, { articles: [{ article: `article/${number}`, open }] });
      return routes.desk.article({ number });
    });
  });
};

/** On an article's page at the desk: comments open or closed on it alone. Nothing where the publication has none. */
export function CommentingForm({ number, open }: { number: number; open: boolean | null }) {
  const { t, token, paper } = useView();
  if (paper.commenting.mode === 'off') return null;
  const options = [['', open === null], ['open', open === true], ['closed', open === false]] as const;
  return (
    <form class="form inline" method="post" action={routes.desk.openArticle({ number })}>
      {token ? <input type="hidden" name="_token" value={token} /> : null}
      <div class="field">
        <label for="commenting">{t('comments.title')}</label>
        <select id="commenting" name="comments">
          {options.map(([value, selected]) => (
            <option value={value} selected={selected}>
              {t(`comments.article.${value || paper.commenting.articles}`)}
            </option>
          ))}
        </select>
      </div>
      <button class="button small" type="submit">
        {t('comments.article.set')}
      </button>
    </form>
  );
}
