import type { Translate } from '../../../platform/messages/messages.ts';
import { parseAmount } from '../../../record/values/amounts.ts';
import type { ValueKind } from '../../../record/values/datatypes.ts';
import { countBounds } from '../../../record/values/simple-types.ts';
import { currencies } from '../../../record/values/money.ts';
import type { Point } from '../../../record/values/place.ts';
import { countries, countryName } from '../../../record/vocabulary/countries.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { findProperty, offeredProperties, type Property } from '../../../record/vocabulary/properties.ts';
import { readDuration } from '../../../record/values/duration.ts';
import { involvementQualifiers } from '../../../record/values/composite-types.ts';
import { listLabel, termLabel, termsOf, type VocabularyKey } from '../../../record/vocabulary/terms.ts';
import type { ThingKind } from '../../../record/tables.ts';
import type { Field, Fields, Option } from '../../kit/forms/form.ts';
import { usualProperties } from './usual-properties.ts';
import { isTree, type Tree, type TreeValue } from '../../kit/forms/tree.ts';
import { anyActor, type Picks } from '../../kit/forms/pick.ts';
import { durationWords } from '../components/record-value.tsx';

/** The terms of a vocabulary as options, except retired ones, in the order of the vocabulary. */
export const termOptions = (list: VocabularyKey): Option[] =>
  termsOf(list)
    .filter(({ retired }) => !retired)
    .map(({ key }) => ({ value: key, label: termLabel(list, key) }));

const made = new Map<string, Option[]>();
const once = (name: string, t: Translate, make: () => Option[]): Option[] => {
  const id = `${name} ${t.locale}`;
  const known = made.get(id) ?? make();
  made.set(id, known);
  return known;
};
const byText = (t: Translate, options: Option[]): Option[] =>
  options.toSorted((a, b) => a.text!.localeCompare(b.text!, t.locale));

export const countryOptions = (t: Translate): Option[] =>
  once('countries', t, () =>
    byText(
      t,
      countries.map((code) => ({ value: code, text: countryName(code, t.locale) })),
    ),
  );

/** The languages that forms offer. A form does not change a stored language that is not among them. */
const languages =
  'ar az be bg bs cs da de el en es et fa fi fr he hi hr hu hy it ja ka kk ko ky lt lv mk mn nl no pl ps pt ro ru sk sl sq sr sv tg tk tr tt ug uk ur uz zh'.split(
    ' ',
  );
export const languageOptions = (t: Translate): Option[] =>
  once('languages', t, () =>
    byText(
      t,
      languages.map((tag) => ({ value: tag, text: languageName(tag, t.locale) })),
    ),
  );

const near = ['KZT', 'USD', 'EUR', 'RUB', 'KGS', 'UZS', 'TJS', 'TMT', 'AZN', 'GEL', 'AMD', 'BYN', 'UAH', 'TRY', 'GBP'];
const currencyOptions = (t: Translate): Option[] =>
  once('currencies', t, () => {
    const names = new Intl.DisplayNames(t.locale, { type: 'currency' });
    return [...near, ...currencies.filter((code) => !near.includes(code))].map((code) => ({
      value: code,
      text: `${code}, ${names.of(code)}`,
    }));
  });

const zoneOptions = (): Option[] =>
  ['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => ({
    value,
    text: value.replaceAll('_', ' '),
    group: value.split('/')[0]!,
  }));

const period = {
  from: { kind: 'date', label: 'record.desk.value.from', optional: true, width: 'half' },
  to: { kind: 'date', future: true, label: 'record.desk.value.to', optional: true, width: 'half' },
} as const;
const language = (t: Translate): Field => ({
  kind: 'select',
  label: 'record.desk.value.language',
  empty: 'record.desk.value.language_unknown',
  options: languageOptions(t),
  width: 'half',
});
const actor = (label: string): Field => ({ kind: 'pick', label, list: 'list-actor' });

/** The field, or group of fields, for the value of a property, with the hint for this property. */
export function valueField(t: Translate, property: Property): Field {
  const hint = `record.property_hint.${property.key}`;
  return { ...fieldOf(t, property), ...(t.has(hint) && { hint }) };
}

/** The field, or group of fields, for the datatype of a property. */
function fieldOf(t: Translate, { label, value, future, own }: Property): Field {
  const section = (fields: Fields): Field => ({ kind: 'section', label, fields });
  switch (value.type) {
    case 'date':
      // In a field that this installation added (`own`), the date can mean anything, so it may be in the future.
      return { kind: 'date', future: future ?? own, label, hint: 'kit.date.hint' };
    case 'date-time':
      return section({
        at: {
          kind: 'date',
          wholeDay: true,
          future: true,
          label: 'record.desk.value.day',
          hint: 'kit.date.day_hint',
          width: 'third',
        },
        time: {
          kind: 'text',
          label: 'record.desk.value.time',
          hint: 'record.desk.value.time_hint',
          optional: true,
          width: 'third',
        },
        zone: {
          kind: 'select',
          label: 'record.desk.value.zone',
          hint: 'record.desk.value.zone_hint',
          empty: 'record.desk.choose',
          options: zoneOptions(),
          width: 'third',
        },
      });
    case 'identifier':
      return { kind: 'text', label };
    case 'duration':
      return { kind: 'text', label, hint: 'record.desk.value.duration_hint' };
    case 'url':
      return { kind: 'url', label };
    case 'yes-no':
      return {
        kind: 'radio',
        label,
        inline: true,
        options: [
          { value: 'yes', label: 'record.desk.value.yes' },
          { value: 'no', label: 'record.desk.value.no' },
        ],
      };
    case 'language':
      return { kind: 'select', label, empty: 'record.desk.choose', options: languageOptions(t) };
    case 'country':
      return { kind: 'select', label, empty: 'record.desk.choose', options: countryOptions(t) };
    case 'choice':
      return {
        kind: 'select',
        label,
        empty: 'record.desk.choose',
        options: termOptions(value.list),
        former: (key) => termLabel(value.list, key),
      };
    case 'thing':
      return { kind: 'pick', label, hint: 'record.desk.pick.hint', list: `list-${value.kinds[0]}` };
    case 'text':
      return section({ text: { kind: 'textarea', label: 'record.desk.value.text', rows: 2 }, language: language(t) });
    case 'count':
      return section({
        count: { kind: 'number', label: 'record.desk.value.count', width: 'half' },
        bound: {
          kind: 'select',
          label: 'record.desk.value.bound',
          width: 'half',
          options: countBounds.map((bound) => ({ value: bound, label: `vocabulary.count-bound.${bound}` })),
        },
      });
    case 'money':
      return section({
        amount: {
          kind: 'text',
          label: 'record.desk.value.amount',
          hint: 'record.desk.value.amount_hint',
          width: 'half',
        },
        currency: { kind: 'select', label: 'record.desk.value.currency', width: 'half', options: currencyOptions(t) },
        about: { kind: 'checkbox', label: 'record.desk.value.about' },
      });
    case 'place':
      return section({
        country: {
          kind: 'select',
          label: 'record.desk.value.country',
          empty: 'record.desk.choose',
          options: countryOptions(t),
          width: 'half',
        },
        locality: { kind: 'text', label: 'record.desk.value.locality', optional: true, width: 'half' },
        point: {
          kind: 'text',
          label: 'record.desk.value.point',
          hint: 'record.desk.value.point_hint',
          optional: true,
          width: 'half',
        },
      });
    case 'involvement':
      return section({
        actor: actor('record.desk.value.actor'),
        role: {
          kind: 'select',
          label: 'record.desk.value.role',
          hint: 'record.desk.value.role_hint',
          options: termOptions('involvement-role'),
        },
        ...Object.fromEntries(
          involvementQualifiers.map(({ name, list }): [string, Field] => [
            name,
            {
              kind: 'select',
              label: listLabel(list),
              empty: 'record.desk.choose',
              options: termOptions(list),
              optional: true,
              width: 'half',
            },
          ]),
        ),
      });
    case 'kinship':
      return section({
        relation: { kind: 'select', label: 'record.desk.value.relation', options: termOptions('kinship') },
        actor: actor('record.desk.value.relative'),
      });
    case 'tie':
      return section({ actor: actor('record.desk.value.other_actor'), ...period });
    case 'position':
      return section({
        title: { kind: 'text', label: 'record.desk.value.title' },
        language: language(t),
        organisation: { ...actor('record.desk.value.organisation'), optional: true } as Field,
        ...period,
      });
  }
}

/** For each type of value that has several fields: the name of the field that must be filled in. */
const essential: Partial<Record<ValueKind['type'], string>> = {
  'date-time': 'at',
  text: 'text',
  count: 'count',
  money: 'amount',
  place: 'country',
  involvement: 'actor',
  kinship: 'actor',
  tie: 'actor',
  position: 'title',
};

/** Whether a value was left blank. */
export function isBlankValue(property: Property, input: TreeValue): boolean {
  const name = essential[property.value.type];
  const part = name ? (isTree(input) ? input[name] : undefined) : input;
  const last = Array.isArray(part) ? part.at(-1) : part;
  return typeof last !== 'string' || !last.trim();
}

const actors = { kinds: ['actor'], make: anyActor } as const;

/** Converts the input in the fields of a value to input of `readValue`. Names become refs. */
export async function readValueInput(
  t: Translate,
  picks: Picks,
  property: Property,
  input: unknown,
  path: string,
): Promise<unknown> {
  const parts = (input && typeof input === 'object' ? input : {}) as Record<string, unknown>;
  const actorOf = (name: string): Promise<string | undefined> => picks.read(`${path}.${name}`, parts[name], actors);
  switch (property.value.type) {
    case 'yes-no':
      return input === undefined ? undefined : input === 'yes';
    case 'date-time': {
      const time = typeof parts.time === 'string' ? parts.time.trim().replace('.', ':').padStart(5, '0') : '';
      return { at: time ? `${parts.at}T${time}` : parts.at, zone: parts.zone || undefined };
    }
    case 'thing':
      return picks.read(path, input, {
        kinds: property.value.kinds,
        make: property.value.kinds.includes('actor') ? anyActor : [],
      });
    case 'money': {
      const amount =
        typeof parts.amount === 'string' ? (parseAmount(parts.amount, t.locale) ?? parts.amount) : undefined;
      return { amount, currency: parts.currency, about: parts.about ?? false };
    }
    case 'involvement':
      return {
        actor: await actorOf('actor'),
        role: parts.role,
        ...Object.fromEntries(involvementQualifiers.flatMap(({ name }) => (parts[name] ? [[name, parts[name]]] : []))),
      };
    case 'place':
      return { country: parts.country, locality: parts.locality, point: readPoint(parts.point) };
    case 'kinship':
      return { actor: await actorOf('actor'), relation: parts.relation };
    case 'tie':
      return { actor: await actorOf('actor'), from: parts.from, to: parts.to };
    case 'position':
      return {
        title: { text: parts.title, language: parts.language ?? 'und' },
        organisation: await actorOf('organisation'),
        from: parts.from,
        to: parts.to,
      };
    default:
      return input;
  }
}

/**
 * Parses coordinates in the format of web maps: “43.2567, 76.9286”. Any other text is returned unchanged, so that
 * `readValue` rejects it.
 */
function readPoint(input: unknown): unknown {
  if (typeof input !== 'string' || !input.trim()) return undefined;
  const parts = /^(-?\d{1,3}(?:\.\d{1,10})?)[,;\s]\s*(-?\d{1,3}(?:\.\d{1,10})?)$/.exec(input.trim());
  return parts ? { latitude: Number(parts[1]), longitude: Number(parts[2]) } : input;
}

/**
 * A stored duration as the value of a field: in words, if the form can convert these words back to the same duration.
 */
export function durationInput(t: Translate, stored: string): string {
  const words = durationWords(t, stored);
  return readDuration(words) === stored ? words : stored;
}

/** A stored value as the values of its fields. `texts`: by ref, the text that a pick field shows. */
export function formValueOf(
  t: Translate,
  property: Property,
  value: unknown,
  texts: ReadonlyMap<string, string>,
): TreeValue {
  const text = (ref: unknown): string | undefined => (typeof ref === 'string' ? (texts.get(ref) ?? ref) : undefined);
  const plain = (parts: Record<string, unknown>): Tree =>
    Object.fromEntries(
      Object.entries(parts).flatMap(([name, part]) =>
        part === undefined || part === null || part === false ? [] : [[name, part === true ? '1' : String(part)]],
      ),
    );
  const parts = (value && typeof value === 'object' ? value : {}) as Record<string, unknown>;
  switch (property.value.type) {
    case 'yes-no':
      return value ? 'yes' : 'no';
    case 'duration':
      return durationInput(t, String(value));
    case 'thing':
      return text(value);
    case 'date-time': {
      const [at, time] = String(parts.at).split('T');
      return plain({ at, time, zone: parts.zone });
    }
    case 'text':
      return plain({ text: parts.text, language: parts.language === 'und' ? undefined : parts.language });
    case 'involvement':
    case 'kinship':
    case 'tie':
      return plain({ ...parts, actor: text(parts.actor) });
    case 'position': {
      const title = parts.title as { text: string; language: string };
      return plain({
        title: title.text,
        language: title.language === 'und' ? undefined : title.language,
        organisation: text(parts.organisation),
        from: parts.from,
        to: parts.to,
      });
    }
    case 'count':
    case 'money':
      return plain(parts);
    case 'place': {
      const point = parts.point as Point | undefined;
      return plain({ ...parts, point: point && `${point.latitude}, ${point.longitude}` });
    }
    default:
      return String(value);
  }
}

/**
 * The field that selects the property of a fact. It offers the properties of this kind of item, the usual ones first.
 * If the kind is not known yet, it offers the properties of all kinds.
 */
export function propertyField(t: Translate, kind?: ThingKind): Field {
  const usual = kind ? (usualProperties[kind] ?? []) : [];
  const options = kind
    ? offeredProperties(kind)
        .toSorted((a, b) => placeOf(usual, a.key) - placeOf(usual, b.key))
        .map(({ key, label }) => ({
          value: key,
          label,
          ...(usual.length > 0 && {
            group: t(usual.includes(key) ? 'record.desk.statement.usual' : 'record.desk.statement.others'),
          }),
        }))
    : offeredProperties().map(({ key, label, on }) => ({
        value: key,
        label,
        group: on.map((one) => t(`record.desk.kind.${one}`)).join(', '),
      }));
  return {
    kind: 'select',
    label: 'record.desk.statement.property',
    empty: 'record.desk.choose',
    options,
    width: 'half',
  };
}

const placeOf = (usual: readonly string[], key: string): number =>
  usual.includes(key) ? usual.indexOf(key) : usual.length;

/**
 * The fields of a fact: its property and its value. There is no field for the value until a property is selected that
 * this kind of item can have.
 */
export function factFields(t: Translate, kind: ThingKind | undefined, chosen: TreeValue): Fields {
  const property = typeof chosen === 'string' ? findProperty(chosen) : undefined;
  const fits = property && (!kind || property.on.includes(kind));
  return { property: propertyField(t, kind), ...(fits && { value: valueField(t, property) }) };
}
