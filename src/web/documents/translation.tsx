import { confirmSentences, mapSentences } from '../../documents/translations/map-sentences.ts';
import { createTranslation } from '../../documents/translations/create-translation.ts';
import { linkTranslation } from '../../documents/translations/link-translation.ts';
import { findText, type Text } from '../../documents/translations/find-text.ts';
import {
  listTranslations,
  loadTranslation,
  type TranslationRow,
  type TranslationView,
} from '../../documents/translations/load-translation.ts';
import { takeCitations } from '../../documents/translations/take-citations.ts';
import type { Pair } from '../../documents/translations/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { run } from '../../platform/operation.ts';
import { languageName } from '../../record/vocabulary/languages.ts';
import { ActButton } from '../kit/components/desk.tsx';
import { DeskPage } from '../kit/components/layout.tsx';
import { Notice } from '../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../kit/context.ts';
import { handleAction } from '../kit/forms/handle.ts';
import { textIn, type Tree } from '../kit/forms/tree.ts';
import { routes } from '../routes.ts';
import { page, useView } from '../kit/view.tsx';
import { atDesk, requirePermission } from '../kit/desk/who.ts';
import { languageOptions } from '../record/forms/values.ts';
import { SentenceTable } from './translation-table.tsx';
import { Section } from '../record/show/parts.tsx';

const refOf = (c: Ctx): string => `article/${routes.desk.translation.read(c.req.param()).number}`;

/** An article beside its original, and its translations. */
export const translationPages: Pages = (web) => {
  web.get(routes.desk.translation.pattern, async (c) => {
    const desk = await atDesk(c);
    requirePermission(desk, linkTranslation);
    return show(c, refOf(c));
  });

  web.post(routes.desk.changeTranslation.pattern, async (c) => {
    const { app, principal } = await atDesk(c);
    const article = refOf(c);
    const number = Number(article.split('/')[1]);
    const here = routes.desk.translation({ number });
    return handleAction(c, async ({ intent, values, version }) => {
      const ticked = Object.keys(values).flatMap((name) =>
        name.startsWith(`${intent}-`) ? name.slice(intent!.length + 1) : [],
      );
      try {
        if (intent === 'begin')
          return routes.desk.writeArticle({
            number: (await run(app, createTranslation, principal, { article, language: textIn(values, 'language') }))
              .number,
          });
        if (intent === 'link') {
          const original = textIn(values, 'original').replace(/^article\//, '');
          if (!/^[1-9]\d{0,9}$/.test(original))
            throw new AppError('invalid_input', {
              fields: [{ path: 'original', message: 'documents.translations.error.unknown' }],
            });
          await run(app, linkTranslation, principal, { article, original: `article/${original}` });
        } else if (intent === 'unlink') await run(app, linkTranslation, principal, { article, original: null });
        else if (intent === 'confirm') await run(app, confirmSentences, principal, { article, sentences: ticked });
        else if (intent === 'cite')
          await run(app, takeCitations, principal, { article, version: version ?? '', sentences: ticked });
        else {
          const view = await loadTranslation(app.db.read, article);
          if (view) await run(app, mapSentences, principal, { article, pairs: readPairs(view, values) });
        }
        return here;
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.code === 'internal' || thrown.code === 'not_signed_in')
          throw thrown;
        return show(c, article, { error: thrown, values });
      }
    });
  });
};

/**
 * Reads which original sentences each sentence translates, from the numbers in the field beside it, such as "3, 4".
 * @throws AppError `invalid_input` at each field that contains anything but numbers of sentences
 */
function readPairs(view: TranslationView, values: Tree): Pair[] {
  const originals = view.original.sentences;
  const pairs: Pair[] = [];
  const fields = view.sentences.flatMap(({ sentence }, index) => {
    const typed = textIn(values, `says-${sentence.id}`);
    const numbers = typed.split(/[\s,;]+/).filter(Boolean);
    const wrong = numbers.find((one) => !/^\d{1,4}$/.test(one) || Number(one) < 1 || Number(one) > originals.length);
    if (wrong !== undefined)
      return [
        {
          path: `says-${sentence.id}`,
          message: 'documents.translations.error.numbers',
          params: { number: index + 1, value: wrong, most: originals.length },
        },
      ];
    pairs.push(
      ...[...new Set(numbers.map(Number))].map((one) => ({ original: originals[one - 1]!.id, sentence: sentence.id })),
    );
    return [];
  });
  if (fields.length) throw new AppError('invalid_input', { fields });
  return pairs;
}

type Refused = { error: AppError; values: Tree };

async function show(c: Ctx, ref: string, refused?: Refused): Promise<Response> {
  const db = c.get('deps').app.db.read;
  const article = await findText(db, ref);
  const view = await loadTranslation(db, ref);
  const translations = await listTranslations(db, article.id);
  return page(
    c,
    <TranslationPage article={article} view={view} translations={translations} refused={refused} />,
    refused?.error.status ?? 200,
  );
}

type Props = {
  article: Text;
  view: TranslationView | null;
  translations: readonly TranslationRow[];
  refused?: Refused;
};

function TranslationPage({ article, view, translations, refused }: Props) {
  const { t } = useView();
  const { number } = article;
  const crumbs = [
    { label: t('publishing.articles.title'), href: routes.desk.articles() },
    { label: t('publishing.articles.number', { number }), href: routes.desk.article({ number }) },
    { label: t('documents.translations.title') },
  ];
  return (
    <DeskPage title={t('documents.translations.title')} wide={view !== null} crumbs={crumbs}>
      <h2 lang={article.language}>{article.headline}</h2>
      {refused ? <Refusal error={refused.error} /> : null}
      {view ? <OfOriginal view={view} typed={refused?.values} /> : <p>{t('documents.translations.none')}</p>}
      {view ? null : <IntoOthers article={article} translations={translations} />}
      {view || translations.length ? null : <LinkForm number={number} typed={refused?.values} />}
    </DeskPage>
  );
}

function Refusal({ error }: { error: AppError }) {
  const { t } = useView();
  return (
    <Notice kind="warning" title={t('kit.form.not_saved')}>
      {error.fields.length ? (
        error.fields.map((field) => <p>{t(field.message, field.params)}</p>)
      ) : (
        <p>{t(`errors.${error.code}`, { ...error.details, id: '' })}</p>
      )}
    </Notice>
  );
}

function OfOriginal({ view, typed }: { view: TranslationView; typed?: Tree }) {
  const { t } = useView();
  const { text: article, original } = view;
  return (
    <>
      <p>
        <a href={routes.desk.article({ number: original.number })} lang={original.language}>
          {t('documents.translations.of', { headline: original.headline })}
        </a>
      </p>
      <p class="lead">{t('documents.translations.lead')}</p>
      <p>
        <strong>
          {view.stale
            ? t('documents.translations.some_stale', { count: view.stale })
            : t('documents.translations.all_fresh')}
        </strong>
      </p>
      <SentenceTable view={view} typed={typed} />
      <Section
        id="untranslated"
        title={t('documents.translations.untranslated', { count: view.untranslated.length })}
        when={view.untranslated.length > 0}
      >
        <ul lang={original.language}>
          {view.untranslated.map((one) => (
            <li>
              {t('documents.translations.number', { number: original.sentences.indexOf(one) + 1 })} {one.text}
            </li>
          ))}
        </ul>
      </Section>
      <p class="actions">
        <ActButton
          action={routes.desk.changeTranslation({ number: article.number })}
          intent="unlink"
          label={t('documents.translations.unlink')}
        />
      </p>
    </>
  );
}

function IntoOthers({ article, translations }: { article: Text; translations: readonly TranslationRow[] }) {
  const { t, token, paper } = useView();
  const taken = new Set([article.language, ...translations.map((one) => one.language)]);
  // If the settings name no languages for articles, the languages of the interface come first.
  const isSpoken = (tag: string): boolean => (paper.interfaceLanguages as readonly string[]).includes(tag);
  const offered = paper.contentLanguages.length
    ? [paper.language, ...paper.contentLanguages].map((tag) => ({ value: tag, text: languageName(tag, t.locale) }))
    : languageOptions(t).toSorted((a, b) => Number(isSpoken(b.value)) - Number(isSpoken(a.value)));
  const options = [...new Map(offered.map((one) => [one.value, one])).values()].filter((one) => !taken.has(one.value));
  return (
    <Section id="into" title={t('documents.translations.into')}>
      {translations.length ? (
        <ul>
          {translations.map((one) => (
            <li>
              {languageName(one.language, t.locale)}:{' '}
              <a href={routes.desk.translation({ number: one.number })}>
                {t('documents.translations.row', { headline: one.headline, stale: one.stale })}
              </a>
            </li>
          ))}
        </ul>
      ) : (
        <p>{t('documents.translations.into_none')}</p>
      )}
      {options.length ? (
        <form class="form" method="post" action={routes.desk.changeTranslation({ number: article.number })}>
          {token ? <input type="hidden" name="_token" value={token} /> : null}
          <h3>{t('documents.translations.begin')}</h3>
          <p>{t('documents.translations.begin_lead')}</p>
          <div class="field half">
            <label for="begin-language">{t('documents.translations.begin_language')}</label>
            <select id="begin-language" name="language">
              {options.map((one) => (
                <option value={one.value}>{one.text}</option>
              ))}
            </select>
          </div>
          <div class="buttons">
            <button class="button main" type="submit" name="_intent" value="begin">
              {t('documents.translations.begin_submit')}
            </button>
          </div>
        </form>
      ) : null}
    </Section>
  );
}

function LinkForm({ number, typed }: { number: number; typed?: Tree }) {
  const { t, token } = useView();
  return (
    <form class="form panel" method="post" action={routes.desk.changeTranslation({ number })}>
      {token ? <input type="hidden" name="_token" value={token} /> : null}
      <h2>{t('documents.translations.link')}</h2>
      <p>{t('documents.translations.link_lead')}</p>
      <div class="field half">
        <label for="link-original">{t('documents.translations.link_original')}</label>
        <input
          id="link-original"
          name="original"
          type="text"
          inputmode="numeric"
          value={typed ? textIn(typed, 'original') : ''}
        />
      </div>
      <div class="buttons">
        <button class="button" type="submit" name="_intent" value="link">
          {t('documents.translations.link_submit')}
        </button>
      </div>
    </form>
  );
}
