import { z } from 'zod';
import { isEditor } from '../../../accounts/tables.ts';
import { stripPackage } from '../../../evidence/package/strip-package.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { RowKeys } from '../../../platform/storage/row-keys.ts';
import { surnamesOf } from '../../../record/actors/names/surnames.ts';
import { redactPermission, redactPerson } from '../../../record/protection/redact.ts';
import {
  requireRedaction,
  familyOf,
  previewRedaction,
  sameWords,
  searchFor,
  wordsOf,
  type Doubt,
  type Loss,
} from '../../../record/protection/redaction-words.ts';
import { refOf } from '../../../record/refs.ts';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import { Dotted, Notice } from '../../kit/components/page-parts.tsx';
import { defineForm, type FormState, type Option } from '../../kit/forms/form.ts';
import { useWords } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { briefTitle, deskPage } from '../desk/links.ts';
import { loadActionTarget, actionRoute, actionPage } from './act-page.tsx';
import type { Pages } from '../../kit/context.ts';

/** The maximum number of uncertain mentions that the page lists. */
const maxDoubts = 500;

const redactForm = defineForm({
  name: 'redact',
  schema: z.object({
    alsoErase: z
      .array(
        z.object({ text: z.string().trim().min(3, 'errors.field.redact.short').max(300, 'errors.field.text.long') }),
      )
      .default([]),
    here: z.array(z.string().max(600)).max(maxDoubts).default([]),
    ground: z
      .string('errors.field.reason.short')
      .min(10, 'errors.field.reason.short')
      .max(2000, 'errors.field.text.long'),
    confirm: z.string().max(400).default(''),
    shown: z.string().default(''),
  }),
  fields: {
    alsoErase: {
      kind: 'rows',
      label: 'record.desk.redact.also',
      hint: 'record.desk.redact.also_hint',
      addLabel: 'record.desk.redact.add',
      optional: true,
      max: 50,
      fields: { text: { kind: 'text', label: 'record.desk.redact.text' } },
    },
    here: {
      kind: 'checkboxes',
      label: 'record.desk.redact.doubts',
      hint: 'record.desk.redact.doubts_hint',
      optional: true,
    },
    ground: { kind: 'textarea', label: 'record.desk.redact.ground', hint: 'record.desk.redact.ground_hint', rows: 2 },
    confirm: {
      kind: 'text',
      label: 'record.desk.redact.confirm',
      hint: 'record.desk.redact.confirm_hint',
      spellcheck: false,
    },
    shown: { kind: 'hidden' },
  },
});

/** The additional words to erase that the form contains now. */
const enteredWords = ({ values: { alsoErase } }: FormState): string[] =>
  Object.values(alsoErase ?? {}).flatMap((row) =>
    typeof row === 'object' && 'text' in row && typeof row.text === 'string' ? [row.text.trim()] : [],
  );

/** An uncertain mention as a choice: the words, the text around them, why they are uncertain, and the item. */
const doubtOption = (t: Translate, { choice, word, reason, places, before, after, brief }: Doubt): Option => ({
  value: choice,
  text: word,
  note: [
    `${before}${word}${after}`,
    t(`record.desk.redact.doubt.${reason}`),
    brief
      ? `${t(`record.desk.kind.${brief.kind}`)} ${brief.number}: ${briefTitle(t, brief)}`
      : t('record.desk.redact.doubt_outside'),
    ...(places > 1 ? [t('record.desk.redact.doubt_places', { places })] : []),
  ].join(' · '),
});

/** The words as the value of a hidden field, so that the redaction removes exactly the words that the page shows. */
const joined = (words: readonly string[]): string => JSON.stringify(words);
function split(shown: string): string[] {
  try {
    return z.array(z.string()).parse(JSON.parse(shown));
  } catch {
    return [];
  }
}

/** The maximum number of items that the page lists. */
const maxItems = 500;

/**
 * Redacts a person for good. The page shows which words will be removed from which items. To prevent accidents, the
 * user must type the name of the person.
 */
export const redactPages: Pages = (web) => {
  formPage(web, actionRoute('redact'), {
    ...actionPage('redact'),
    load: async (at) => {
      const target = await loadActionTarget(at);
      if (target.thing.kind !== 'actor') throw new AppError('not_found');
      await requireRedaction(at.db, at.principal, target.thing);
      // Texts often use only the surname. So the form also suggests the surname, which the user can remove.
      const surnames = await surnamesOf(at.db, target.thing.id);
      const family = await familyOf(at.db, target.thing.id);
      const keys = new RowKeys(at.c.get('deps').app.config.dataDir);
      const searched = new Map<string, ReturnType<typeof previewRedaction>>();
      return {
        ...target,
        surnames,
        family,
        // The form and the list above it show the same search.
        preview: (also: readonly string[]) => {
          const known =
            searched.get(joined(also)) ??
            searchFor(at.db, family, also).then((search) => previewRedaction(at.db, keys, search));
          searched.set(joined(also), known);
          return known;
        },
        confirmation: target.thing.visibility === 'sealed' ? refOf(target.thing) : target.title,
      };
    },
    operation: redactPermission,
    form: redactForm,
    save: 'record.desk.redact.submit',
    more: [{ intent: 'look', label: 'record.desk.redact.look' }],
    values: ({ t, view: { surnames } }) => ({
      ground: t('record.desk.redact.ground_usual'),
      ...(surnames.own.length && { alsoErase: surnames.own.map((text) => ({ text })) }),
    }),
    derive: async ({ t, db, state, view: { family, preview } }) => ({
      values: { shown: joined(await wordsOf(db, family, enteredWords(state))) },
      options: {
        here: (await preview(enteredWords(state))).doubts.slice(0, maxDoubts).map((doubt) => doubtOption(t, doubt)),
      },
    }),
    body: async (form, { t, db, state, principal, view: { surnames, confirmation, family, preview } }) => {
      const words = await wordsOf(db, family, enteredWords(state));
      const found = await preview(enteredWords(state));
      return (
        <>
          <Notice kind="warning" title={t('record.desk.redact.warning')}>
            <p>{t('record.desk.redact.warning_lead')}</p>
          </Notice>
          <RemovedWords words={words} {...found} />
          {isEditor(principal) ? null : <p class="hint">{t('record.desk.redact.officer')}</p>}
          {surnames.shared.length ? (
            <p class="hint">
              {t('record.desk.redact.shared', { names: new Intl.ListFormat(t.locale).format(surnames.shared) })}
            </p>
          ) : null}
          <p>
            {t('record.desk.redact.type_this')} <strong class="typed">{confirmation}</strong>
          </p>
          {form}
        </>
      );
    },
    submit: async (input, { t, db, app, principal, intent, again, view: { thing, confirmation, family } }) => {
      const texts = input.alsoErase.map((one) => one.text);
      if (intent === 'look') return again();
      const shown = split(input.shown);
      if (!sameWords(shown, await wordsOf(db, family, texts)))
        return again({ problem: t('errors.field.redact.changed') });
      if (input.confirm.normalize('NFC').trim() !== confirmation.normalize('NFC').trim())
        throw new AppError('invalid_input', {
          fields: [
            {
              path: 'confirm',
              message: `record.desk.redact.confirm_${input.confirm.trim() ? 'wrong' : 'missing'}`,
            },
          ],
        });
      const redaction = { actor: refOf(thing), alsoErase: texts, here: input.here, ground: input.ground, shown };
      await redactPerson(app, principal, redaction, stripPackage);
      return routes.desk.erased();
    },
  });
};

/** The words that the redaction removes, and the items that contain them. */
function RemovedWords({
  words,
  losses,
  elsewhere,
  doubts,
  hidden,
}: {
  words: readonly string[];
  losses: readonly Loss[];
  elsewhere: number;
  doubts: readonly Doubt[];
  hidden: number;
}) {
  const t = useWords();
  const listed = new Set(words);
  const forms = [...new Set(losses.flatMap((loss) => loss.words.map(({ word }) => word)))].filter(
    (word) => !listed.has(word),
  );
  return (
    <section class="flow" aria-labelledby="losses">
      <h2 id="losses">{t('record.desk.redact.losses')}</h2>
      <p>{t('record.desk.redact.losses_lead')}</p>
      <ul class="list">
        {[...words, ...forms.toSorted((a, b) => a.localeCompare(b))].map((word) => {
          const counts = losses.flatMap((loss) => loss.words.flatMap((one) => (one.word === word ? [one.places] : [])));
          return (
            <li>
              <strong class="typed">{word}</strong>{' '}
              {t('record.desk.redact.places', {
                places: counts.reduce((sum, count) => sum + count, 0),
                items: counts.length,
              })}
            </li>
          );
        })}
      </ul>
      <details open={losses.length <= 50}>
        <summary>{t('record.desk.redact.items', { count: losses.length })}</summary>
        <ul class="list">
          {losses.slice(0, maxItems).map(({ brief, words: lost, names, file }) => (
            <li>
              {t(`record.desk.kind.${brief.kind}`)} {brief.number}:{' '}
              {deskPage(brief) ? <a href={deskPage(brief)}>{briefTitle(t, brief)}</a> : briefTitle(t, brief)}{' '}
              <VisibilityBadge visibility={brief.visibility} />
              <p class="muted">
                <Dotted
                  parts={[
                    ...lost.map(({ word, places }) => t('record.desk.redact.lost', { word, places })),
                    ...(names ? [t(`record.desk.redact.${brief.kind === 'photo' ? 'photo' : 'names'}`)] : []),
                    ...(file ? [t('record.desk.redact.file')] : []),
                  ]}
                />
              </p>
            </li>
          ))}
        </ul>
        {losses.length > maxItems ? <p>{t('record.desk.redact.more', { count: losses.length - maxItems })}</p> : null}
      </details>
      {elsewhere ? <p>{t('record.desk.redact.elsewhere', { count: elsewhere })}</p> : null}
      <p>{t('record.desk.redact.not_listed')}</p>
      {doubts.length ? <p>{t('record.desk.redact.doubts_below', { count: doubts.length })}</p> : null}
      {hidden + Math.max(0, doubts.length - maxDoubts) ? (
        <p>{t('record.desk.redact.doubts_hidden', { count: hidden + Math.max(0, doubts.length - maxDoubts) })}</p>
      ) : null}
    </section>
  );
}
