import { z } from 'zod';
import { bringExport, bringPosts, checkAddress, type Brought } from '../../../exchange/posts/bring-posts.ts';
import type { Posts } from '../../../exchange/posts/post.ts';
import { readPosts } from '../../../exchange/posts/read-posts.ts';
import { AppError } from '../../../platform/errors.ts';
import { isLanguageTag } from '../../../record/vocabulary/languages.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { SettingsParts } from '../../publishing/publication/parts.tsx';

const largest = 64 * 1024 * 1024;
const mostShown = 50;

const form = defineForm({
  name: 'posts',
  limit: largest,
  schema: z.object({
    file: z.instanceof(File, { error: 'exchange.posts.no_file' }),
    language: z.string('errors.field.language.bad').refine(isLanguageTag, 'errors.field.language.bad'),
    address: z.string('exchange.posts.error.pattern'),
  }),
  fields: {
    file: { kind: 'file', label: 'exchange.posts.file', hint: 'exchange.posts.file_hint', accept: '.json,.xml' },
    language: { kind: 'text', label: 'exchange.posts.language', hint: 'exchange.posts.language_hint', width: 'half' },
    address: { kind: 'text', label: 'exchange.posts.address', hint: 'exchange.posts.address_hint', width: 'half' },
  },
});

/** Posts of a former site (Ghost, WordPress) brought in as drafts. */
export const postPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.posts.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, bringPosts);
    return handleForm(c, form, {
      initial: () => fresh({ language: c.get('deps').paper().language, address: '/{slug}' }),
      render: (state) => (
        <DeskPage
          title={t('exchange.posts.title')}
          noindex
          crumbs={[
            { label: t('publishing.publication.title'), href: routes.desk.settings() },
            { label: t('exchange.posts.title') },
          ]}
        >
          <p class="lead">{t('exchange.posts.lead')}</p>
          <SettingsParts here={routes.desk.posts()} />
          <Form form={form} state={state} submit="exchange.posts.submit" />
          <section class="panel" aria-labelledby="what">
            <h2 id="what">{t('exchange.posts.what')}</h2>
            <ul class="plain-list">
              {(['text', 'dates', 'addresses', 'not'] as const).map((part) => (
                <li>{t(`exchange.posts.what_${part}`)}</li>
              ))}
            </ul>
          </section>
        </DeskPage>
      ),
      submit: async ({ file, language, address }) => {
        const read = readFile(await file.text());
        const brought = await bringExport(desk.app, desk.principal, read, {
          language,
          address: checkAddress(address),
        });
        return page(c, <Done brought={brought} />);
      },
    });
  });
};

/** @throws AppError `invalid_input` at the file, where it is no export */
function readFile(text: string): Posts {
  try {
    return readPosts(text);
  } catch (thrown) {
    throw thrown instanceof AppError
      ? new AppError('invalid_input', {
          fields: [{ path: 'file', message: `errors.${thrown.code}`, params: thrown.details }],
        })
      : thrown;
  }
}

function Done({ brought }: { brought: Brought }) {
  const { t } = useView();
  const told = [
    ['known', brought.known],
    ['others', brought.others],
    ['pictures', brought.pictures],
  ] as const;
  return (
    <DeskPage
      title={t('exchange.posts.done', { count: brought.articles.length })}
      noindex
      crumbs={[
        { label: t('publishing.publication.title'), href: routes.desk.settings() },
        { label: t('exchange.posts.title'), href: routes.desk.posts() },
      ]}
    >
      <p class="lead">{t('exchange.posts.next')}</p>
      {told.map(([key, count]) => (count ? <p>{t(`exchange.posts.${key}`, { count })}</p> : null))}
      {brought.refused.length ? (
        <Notice kind="warning" title={t('exchange.posts.refused', { count: brought.refused.length })}>
          <ul class="plain-list">
            {brought.refused.slice(0, mostShown).map((one) => (
              <li>
                {t('exchange.posts.refused_one', { title: one.title || '–', reason: t(one.message, one.params) })}
              </li>
            ))}
            {brought.refused.length > mostShown ? (
              <li>{t('publishing.publication.former.further', { count: brought.refused.length - mostShown })}</li>
            ) : null}
          </ul>
        </Notice>
      ) : null}
      <p>
        <a class="button main" href={routes.desk.articles({ state: 'draft' })}>
          {t('exchange.posts.to_drafts')}
        </a>
      </p>
    </DeskPage>
  );
}
