import { wordsOf } from '../../../law/advice/rules.ts';
import { z } from 'zod';
import { addSecretWords, dropSecretWords, loadWords } from '../../../law/advice/desk-words.ts';
import { ruleKinds, ruleLanguages, type RuleName, type WordList } from '../../../law/advice/rules.ts';
import { secretKinds } from '../../../law/duties/tables.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Table } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { Section } from '../../record/show/parts.tsx';
import { formPage, buttonRoute } from '../../kit/pages/form-page.tsx';

const wordsForm = defineForm({
  name: 'secret-words',
  schema: z.object({
    phrase: z.string('errors.field.secret_word.phrase').max(200, 'errors.field.text.long'),
    language: z.string().max(3, 'errors.field.language.bad').optional(),
    kind: z.enum(secretKinds, 'errors.field.duty.secret'),
    effect: z.enum(['touches', 'passes']),
    why: whySchema,
  }),
  fields: {
    phrase: { kind: 'text', label: 'law.advice.words_phrase', hint: 'law.advice.words_phrase_hint', spellcheck: false },
    kind: {
      kind: 'select',
      label: 'law.advice.words_kind',
      width: 'half',
      options: secretKinds.map((value) => ({ value, label: `law.duty.secret.${value}` })),
    },
    language: {
      kind: 'text',
      label: 'law.advice.words_language',
      hint: 'law.advice.words_language_hint',
      width: 'half',
      optional: true,
      spellcheck: false,
      maxLength: 3,
    },
    effect: {
      kind: 'radio',
      label: 'law.advice.words_effect',
      inline: true,
      options: [
        { value: 'touches', label: 'law.advice.effect.touches' },
        { value: 'passes', label: 'law.advice.effect.passes' },
      ],
    },
    why: whyField,
  },
});

/**
 * The page with the words for which an article is searched when it is checked for secrets: the lists that come with
 * Kronika, and the desk's own list.
 */
export const secretWordPages: Pages = (web) => {
  formPage(web, routes.desk.secretWords, {
    operation: addSecretWords,
    open: true,
    load: async ({ db }) => ({ own: await loadWords(db) }),
    form: wordsForm,
    title: 'law.advice.words_title',
    crumbs: ({ t }) => [
      { label: t('law.title'), href: routes.desk.laws() },
      { label: t('law.duty.title'), href: routes.desk.duties() },
    ],
    lead: 'law.advice.words_lead',
    save: 'law.advice.words_add',
    values: () => ({ effect: 'touches' }),
    body: (form, { t, may, view: { own } }) => (
      <>
        <Section id="own" title={t('law.advice.words_own')}>
          {own.length ? (
            <Table
              caption={t('law.advice.words_title')}
              head={['phrase', 'kind', 'language', 'effect', 'drop'].map((one) => t(`law.advice.words_${one}`))}
              rows={own.map((one) => [
                <code>{one.phrase}</code>,
                t(`law.duty.secret.${one.kind}`),
                one.language ? languageName(one.language, t.locale) : '',
                t(`law.advice.effect.${one.effect}`),
                may(dropSecretWords) ? (
                  <ActButton
                    action={routes.desk.dropSecretWords()}
                    label={t('law.advice.words_drop')}
                    values={{ word: String(one.id) }}
                  />
                ) : (
                  ''
                ),
              ])}
            />
          ) : (
            <p class="muted">{t('law.advice.words_none')}</p>
          )}
          {may(addSecretWords) ? form : null}
        </Section>
        <Section id="given" title={t('law.advice.words_given')}>
          {ruleLanguages.map((language) => (
            <details>
              <summary>{languageName(language, t.locale)}</summary>
              {Object.entries(wordsOf(language).rules).map(([name, lists]) => (
                <Listed name={name as RuleName} lists={lists} language={language} />
              ))}
            </details>
          ))}
        </Section>
      </>
    ),
    paths: [[/^words\.0\./, '']],
    submit: ({ why, ...word }, { run }) => run(addSecretWords, { words: [word] }, why),
  });

  buttonRoute(web, routes.desk.dropSecretWords, {
    operation: dropSecretWords,
    act: ({ run, text }) => run(dropSecretWords, { words: [text('word')] }),
    home: () => routes.desk.secretWords(),
  });
};

function Listed({ name, lists, language }: { name: RuleName; lists: readonly WordList[]; language: string }) {
  const { t } = useView();
  const words = (list: readonly string[]): string => list.join(' · ');
  return (
    <>
      <h3>
        {t(`law.duty.secret.${ruleKinds[name] ?? 'other'}`)}: {t(`law.advice.rule.${name}`)}
      </h3>
      {lists.map((list) => (
        <p class="muted">
          {list.words ? <span lang={language}>{words(list.words)}</span> : null}{' '}
          {list.shapes
            ? t('law.advice.words_shape', {
                names: list.shapes.map((shape) => t(`law.advice.shape.${shape}`)).join(', '),
              })
            : ''}{' '}
          {list.with ? (
            <>
              <b>{t('law.advice.words_with')}</b> <span lang={language}>{words(list.with)}</span>{' '}
            </>
          ) : null}
          {list.unless ? (
            <>
              <b>{t('law.advice.words_unless')}</b> <span lang={language}>{words(list.unless)}</span>
            </>
          ) : null}
        </p>
      ))}
    </>
  );
}
