import { z } from 'zod';
import { addSecretWords, dropSecretWords, loadWords } from '../../../law/advice/desk-words.ts';
import { ruleKinds, ruleLanguages, wordsOf, type RuleName, type WordList } from '../../../law/advice/rules.ts';
import { secretKinds } from '../../../law/duties/tables.ts';
import { run } from '../../../platform/operation.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Table } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleAct, handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { relocated, whyField, whySchema } from '../../record/forms/common.tsx';
import { Section } from '../../record/show/parts.tsx';

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

/** The words an article is read by: the desk's own, to be added to, and the lists that come along. */
export const secretWordPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.secretWords.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    if (c.req.method === 'POST') demand(desk, addSecretWords);
    const own = await loadWords(desk.app.db.read);
    return handleForm(c, wordsForm, {
      initial: () => fresh({ effect: 'touches' }),
      render: (state) => (
        <DeskPage
          title={t('law.advice.words_title')}
          noindex
          crumbs={[
            { label: t('law.title'), href: routes.desk.laws() },
            { label: t('law.duty.title'), href: routes.desk.duties() },
            { label: t('law.advice.words_title') },
          ]}
        >
          <p class="lead">{t('law.advice.words_lead')}</p>
          <Section id="own" title={t('law.advice.words_own')}>
            {own.length ? (
              <Table
                caption={t('law.advice.words_title')}
                head={[
                  t('law.advice.words_phrase'),
                  t('law.advice.words_kind'),
                  t('law.advice.words_language'),
                  t('law.advice.words_effect'),
                  t('law.advice.words_drop'),
                ]}
                rows={own.map((one) => [
                  <code>{one.phrase}</code>,
                  t(`law.duty.secret.${one.kind}`),
                  one.language ? languageName(one.language, t.locale) : '',
                  t(`law.advice.effect.${one.effect}`),
                  desk.may(dropSecretWords) ? (
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
              <p class="who">{t('law.advice.words_none')}</p>
            )}
            {desk.may(addSecretWords) ? <Form form={wordsForm} state={state} submit="law.advice.words_add" /> : null}
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
        </DeskPage>
      ),
      submit: async ({ why, ...word }) => {
        await relocated(run(desk.app, addSecretWords, desk.principal, { words: [word] }, why), [[/^words\.0\./, '']]);
        return routes.desk.secretWords();
      },
    });
  });

  web.post(routes.desk.dropSecretWords.pattern, async (c) => {
    const desk = await atDesk(c);
    demand(desk, dropSecretWords);
    return handleAct(c, async ({ values }) => {
      await run(desk.app, dropSecretWords, desk.principal, { words: [String(values.word)] });
      return routes.desk.secretWords();
    });
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
        <p class="who">
          {list.words ? <span lang={language}>{words(list.words)}</span> : null}{' '}
          {list.shapes ? t('law.advice.words_shape', { names: list.shapes.join(', ') }) : ''}{' '}
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
