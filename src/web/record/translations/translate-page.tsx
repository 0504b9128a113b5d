import { z } from 'zod';
import { sha256Hex } from '../../../platform/storage/blobs.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { AppError, type FieldError } from '../../../platform/errors.ts';
import { kindOf, findKind } from '../../../record/kinds/registry.ts';
import { findThing, refOf } from '../../../record/refs.ts';
import type { Thing } from '../../../record/things.ts';
import type { Translated } from '../../../record/translations/load.ts';
import { loadTextsOf, maxItems, type OwnText } from '../../../record/translations/of-item.ts';
import { maxTranslationLength, translate } from '../../../record/translations/translate.ts';
import { baseOf, isLanguageTag, languageName } from '../../../record/vocabulary/languages.ts';
import { Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { Field } from '../../kit/forms/fields.tsx';
import { defineForm, type Fields, type Form } from '../../kit/forms/form.ts';
import { useForm } from '../../kit/forms/showing.ts';
import { getAt } from '../../kit/forms/tree.ts';
import { formPage, ResponseInstead } from '../../kit/pages/form-page.tsx';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import { useWords } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { fieldWords } from './field-words.ts';
import { briefTitle, deskList, deskPage } from '../desk/links.ts';

/** A text, with the name of the field for its translation. `seen`: a hash of the original and of the translation. */
type Row = OwnText & { name: string; now: Translated | undefined; seen: string };
type View = { thing: Thing; language: string; rows: Row[]; texts: OwnText[]; more: number; written: string | null };

const values = z.record(z.string(), z.union([z.string(), z.boolean()]).optional());

/** @throws AppError `not_found`, `sealed`, `redacted` */
async function load({ c, db, paper, params }: DeskRequest<{ kind: string; number: number }>): Promise<View> {
  const kind = findKind(params.kind);
  const thing = kind?.translated && (await findThing(db, kind.name, params.number));
  if (!thing) throw new AppError('not_found');
  if (thing.redacted_at) throw new AppError('redacted');
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  if (thing.merged_into !== null)
    throw new ResponseInstead(c.redirect(deskPage({ kind: thing.kind, number: thing.number })!, 303));
  const { texts, more } = await loadTextsOf(db, thing, paper.language);
  const requested = c.req.query('language') ?? '';
  const language =
    /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(requested) && isLanguageTag(requested)
      ? requested
      : (paper.interfaceLanguages.find((one) => one !== baseOf(texts[0]?.language ?? paper.language)) ?? 'en');
  const rows = texts
    .filter((one) => baseOf(one.language) !== baseOf(language))
    .map((one): Row => {
      const now = one.translations.find((other) => other.language === language);
      return {
        ...one,
        now,
        name: `${one.item.kind}_${one.item.number}_${one.field.replaceAll('.', '__')}`,
        seen: sha256Hex(JSON.stringify([one.text, now?.text ?? '', now?.outdated ?? false])).slice(0, 16),
      };
    });
  return { thing, language, rows, texts, more, written: thing.written_in };
}

const isWritten = ({ thing }: View): boolean => {
  const { translated, language } = kindOf(thing.kind);
  return Boolean(translated?.length) && language === undefined;
};

/** The form has a field for each text, so it is created for each request. */
function formOf(t: Translate, view: View): Form<typeof values> {
  const fields: Fields = Object.fromEntries(
    view.rows.flatMap((row) => [
      [
        row.name,
        {
          kind: maxTranslationLength(row.field) > 500 ? ('textarea' as const) : ('text' as const),
          label: 'record.translations.text',
          labelParams: {
            item: `${t(`record.desk.kind.${row.item.kind}`)} ${row.item.number}`,
            field: row.quoted ? t('record.translations.field.quotation') : fieldWords(t, row.field),
          },
          optional: true,
          maxLength: maxTranslationLength(row.field),
          rows: Math.min(12, Math.max(2, Math.ceil(row.text.length / 60))),
        },
      ],
      [`seen_${row.name}`, { kind: 'hidden' as const }],
      ...(row.now?.outdated
        ? [
            [
              `right_${row.name}`,
              { kind: 'checkbox' as const, label: 'record.translations.still_right', optional: true },
            ],
          ]
        : []),
    ]),
  );
  return defineForm({
    name: 'translate',
    schema: values,
    limit: 8_000_000,
    fields: {
      ...fields,
      ...(isWritten(view) && {
        written: {
          kind: 'text' as const,
          label: 'record.translations.written',
          hint: 'record.translations.written_hint',
          optional: true,
          width: 'third' as const,
          maxLength: 35,
        },
      }),
    },
  });
}

/** The page on which people translate the texts of an item into a language, side by side with the originals. */
export const translatePage: Pages = (web) => {
  formPage(web, routes.desk.translate, {
    operation: translate,
    load,
    form: ({ t, view }) => formOf(t, view),
    title: ({ t, view }) => t('record.translations.into_language', { language: languageName(view.language, t.locale) }),
    crumb: ({ t }) => t('record.translations.title'),
    crumbs: ({ t, view: { thing, texts } }) => {
      const brief = texts[0]?.item;
      return [
        { label: t(`record.desk.kinds.${thing.kind}`), href: deskList(thing.kind) },
        { label: brief ? briefTitle(t, brief) : refOf(thing), href: deskPage(thing) },
      ];
    },
    lead: ({ view, paper }) => <Lead view={view} offered={paper.interfaceLanguages} />,
    wide: true,
    styles: () => [],
    save: 'record.translations.save',
    home: ({ view: { thing, language } }) =>
      routes.desk.translate({ kind: thing.kind, number: thing.number }, { language }),
    values: ({ view }) => ({
      ...Object.fromEntries(view.rows.map((row) => [row.name, row.now?.text ?? ''])),
      written: view.written ?? '',
    }),
    // If the form is shown again after an error, it has the hashes of the texts that the page shows now.
    derive: ({ view }) => ({ values: Object.fromEntries(view.rows.map((row) => [`seen_${row.name}`, row.seen])) }),
    fields: ({ view }) => <Texts view={view} />,
    submit: async (input, { run, view }) => {
      const text = (name: string): string => (typeof input[name] === 'string' ? input[name].trim() : '');
      const changed = view.rows.filter(
        (row) =>
          text(row.name) !== (row.now?.text ?? '') || (text(row.name) !== '' && input[`right_${row.name}`] === true),
      );
      const stale = changed.filter((row) => text(`seen_${row.name}`) !== row.seen);
      if (stale.length)
        throw new AppError('invalid_input', {
          fields: stale.map((row): FieldError => ({ path: row.name, message: 'record.error.translation.changed' })),
        });
      const written = isWritten(view) && text('written') !== (view.written ?? '');
      if (changed.length === 0 && !written) return;
      try {
        await run(translate, {
          texts: changed.map((row) => ({
            item: row.item.ref!,
            field: row.field,
            language: view.language,
            text: text(row.name),
            original: row.text,
            was: row.now?.text ?? null,
          })),
          written: written ? [{ item: refOf(view.thing), language: text('written') || null }] : [],
        });
      } catch (error) {
        if (!(error instanceof AppError) || error.fields.length === 0) throw error;
        const fields = error.fields.map((field) => {
          const place = /^texts\.(\d+)\./.exec(field.path)?.[1];
          return { ...field, path: place === undefined ? 'written' : changed[Number(place)]!.name };
        });
        throw new AppError('invalid_input', { fields });
      }
    },
  });
};

function Lead({ view, offered }: { view: View; offered: readonly string[] }) {
  const t = useWords();
  const { thing, language, rows, texts, more } = view;
  const own = new Set(texts.map((one) => baseOf(one.language)));
  const used = texts.flatMap((one) => one.translations.map((other) => other.language));
  const languages = [...new Set([...offered.filter((one) => own.size !== 1 || !own.has(one)), ...used, language])];
  const at = { kind: thing.kind, number: thing.number };
  return (
    <>
      <p class="lead">{t('record.translations.lead')}</p>
      <nav class="pills" aria-label={t('record.translations.into')}>
        {languages.map((one) => (
          <a
            class="button small"
            href={routes.desk.translate(at, { language: one })}
            aria-current={one === language ? 'page' : undefined}
          >
            {languageName(one, t.locale)}
          </a>
        ))}
      </nav>
      <form class="other-language" method="get" action={routes.desk.translate(at)}>
        <label for="other-language">{t('record.translations.other')}</label>{' '}
        <input id="other-language" name="language" size={8} maxlength={35} aria-describedby="other-language-hint" />{' '}
        <button class="button small" type="submit">
          {t('record.translations.show')}
        </button>{' '}
        <span class="hint" id="other-language-hint">
          {t('record.translations.other_hint')}
        </span>
      </form>
      <p>
        {rows.length === 0
          ? t('record.translations.nothing')
          : t('record.translations.counts', {
              missing: rows.filter((row) => !row.now).length,
              outdated: rows.filter((row) => row.now?.outdated).length,
            })}
      </p>
      {more ? <p class="muted">{t('record.translations.more', { shown: maxItems, all: maxItems + more })}</p> : null}
    </>
  );
}

function Texts({ view }: { view: View }) {
  return (
    <>
      <div class="translations">
        {view.rows.map((row) => (
          <TextRow row={row} />
        ))}
      </div>
      {isWritten(view) ? (
        <div class="fields">
          <Field at="written" />
        </div>
      ) : null}
    </>
  );
}

function TextRow({ row }: { row: Row }) {
  const t = useWords();
  return (
    <div class="translation">
      <div>
        <p class="muted">
          {languageName(row.language, t.locale)}{' '}
          {row.now ? (
            row.now.outdated ? (
              <Pill shape="left_unclear">{t('record.translations.outdated')}</Pill>
            ) : null
          ) : (
            <Pill shape="open">{t('record.translations.missing')}</Pill>
          )}
        </p>
        <p class="original" lang={row.language}>
          {row.text}
        </p>
        {row.now?.outdated ? (
          <p class="muted">
            {t('record.translations.outdated_since')} <span lang={row.language}>{row.now.original}</span>
          </p>
        ) : null}
      </div>
      <div class="fields">
        <Field at={row.name}>{row.now ? <Saved row={row} /> : null}</Field>
        <Field at={`seen_${row.name}`} />
        {row.now?.outdated ? <Field at={`right_${row.name}`} /> : null}
      </div>
    </div>
  );
}

/** After an error, the saved translation, if the text in the field is different. */
function Saved({ row }: { row: Row }) {
  const t = useWords();
  const { state } = useForm();
  const input = getAt(state.values, row.name);
  if (!row.now || input === undefined || input === row.now.text || state.errors.length === 0) return null;
  return (
    <p class="hint">
      {t('record.translations.saved_now')} <span lang={row.now.language}>{row.now.text}</span>
    </p>
  );
}
