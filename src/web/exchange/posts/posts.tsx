import { z } from 'zod';
import {
  importPostExport,
  importPosts,
  checkAddress,
  type ImportedPosts,
} from '../../../exchange/posts/import-posts.ts';
import { AppError } from '../../../platform/errors.ts';
import { isLanguageTag } from '../../../record/vocabulary/languages.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { SettingsParts, ofSettings } from '../../publishing/publication/parts.tsx';
import { formPage } from '../../kit/pages/form-page.tsx';
import { Section } from '../../record/show/parts.tsx';

const maxBytes = 64 * 1024 * 1024;
const maxShown = 50;

const form = defineForm({
  name: 'posts',
  limit: maxBytes,
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

/** Imports posts from a previous website (Ghost, WordPress) as drafts. */
export const postPages: Pages = (web) => {
  formPage(web, routes.desk.posts, {
    ...ofSettings,
    operation: importPosts,
    form,
    title: 'exchange.posts.title',
    save: 'exchange.posts.submit',
    home: undefined,
    values: ({ paper }) => ({ language: paper.language, address: '/{slug}' }),
    lead: ({ t }) => (
      <>
        <p class="lead">{t('exchange.posts.lead')}</p>
        <SettingsParts here={routes.desk.posts()} />
      </>
    ),
    below: ({ t }) => (
      <Section id="what" title={t('exchange.posts.what')}>
        <ul class="plain-list">
          {(['text', 'dates', 'addresses', 'not'] as const).map((part) => (
            <li>{t(`exchange.posts.what_${part}`)}</li>
          ))}
        </ul>
      </Section>
    ),
    submit: async ({ file, language, address }, { t, app, principal, answer }) => {
      const imported = await importPostExport(app, principal, await file.text(), {
        language,
        address: checkAddress(address),
      }).catch(rethrowUnreadable);
      return answer({
        title: t('exchange.posts.done', { count: imported.articles.length }),
        body: <Done imported={imported} />,
      });
    },
  });
};

/**
 * Rethrows an error. If the file cannot be read as an export, the error is shown at the field `file`.
 * @throws AppError `invalid_input`
 */
function rethrowUnreadable(thrown: unknown): never {
  throw thrown instanceof AppError && /^(?:posts|reading)_/.test(thrown.code)
    ? new AppError('invalid_input', {
        fields: [{ path: 'file', message: `errors.${thrown.code}`, params: thrown.details }],
      })
    : thrown;
}

function Done({ imported }: { imported: ImportedPosts }) {
  const { t } = useView();
  const counts = [
    ['known', imported.known],
    ['others', imported.others],
    ['pictures', imported.pictures],
  ] as const;
  return (
    <>
      <p class="lead">{t('exchange.posts.next')}</p>
      {counts.map(([key, count]) => (count ? <p>{t(`exchange.posts.${key}`, { count })}</p> : null))}
      {imported.refused.length ? (
        <Notice kind="warning" title={t('exchange.posts.refused', { count: imported.refused.length })}>
          <ul class="plain-list">
            {imported.refused.slice(0, maxShown).map((one) => (
              <li>
                {t('exchange.posts.refused_one', { title: one.title || '–', reason: t(one.message, one.params) })}
              </li>
            ))}
            {imported.refused.length > maxShown ? (
              <li>{t('publishing.publication.former.further', { count: imported.refused.length - maxShown })}</li>
            ) : null}
          </ul>
        </Notice>
      ) : null}
      <p>
        <a class="button main" href={routes.desk.articles({ state: 'draft' })}>
          {t('exchange.posts.to_drafts')}
        </a>
      </p>
    </>
  );
}
