import type { Child } from 'hono/jsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import type { ValueView } from '../../../record/views/values.ts';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { townIn } from '../../../record/places/town-names.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import { listLabel, termLabel } from '../../../record/vocabulary/terms.ts';
import { identifierParts } from '../../../record/values/identifier-schemes.ts';
import { qualifiersOf } from '../../../record/values/composite-types.ts';
import type {
  Count as CountValue,
  DateTime,
  Involvement,
  Kinship,
  Money as MoneyValue,
  Place,
  Position,
  TextValue,
  Tie,
} from '../../../record/values/datatypes.ts';
import { parseDuration } from '../../../record/values/duration.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { routes } from '../../routes.ts';
import { useView, useWords } from '../../kit/view.tsx';
import { addressOf, nameOf } from './of-record.ts';
import { langOf } from '../../kit/components/own-words.tsx';
import { Filled } from '../../kit/components/filled.tsx';
import { TranslationWithOriginal } from '../../kit/components/ours.tsx';
import { Count, EdtfDate, Money, ZonedTime } from '../../kit/components/values.tsx';

/** The qualifiers of an involvement in words: "Employment: Freelance". */
export const qualifierWords = (t: Translate, value: unknown): string[] =>
  qualifiersOf(value).map(({ list, term }) => `${t(listLabel(list))}: ${t(termLabel(list, term))}`);

/** The role of an actor in words: the role of an involvement, or the property that refers to the actor. */
export const roleWords = (t: Translate, role: string): string =>
  t(t.has(termLabel('involvement-role', role)) ? termLabel('involvement-role', role) : `record.property.${role}`);

/** A role with its qualifiers: "Target; Employment: Freelance". */
export const involvementWords = (t: Translate, value: Involvement): string =>
  [t(termLabel('involvement-role', value.role)), ...qualifierWords(t, value)].join('; ');

/** The name of an item, linked to its page if it has one. */
export function ThingName({ brief, href }: { brief: Brief; href?: string }) {
  const t = useWords();
  const address = href ?? addressOf(brief);
  return address && !brief.hidden ? (
    <a href={address} {...langOf(brief)}>
      {nameOf(t, brief)}
    </a>
  ) : (
    <span {...langOf(brief)}>{nameOf(t, brief)}</span>
  );
}

/** The title of an item in quotation marks, linked to its page. A hidden item has a description instead of a title. */
export function QuotedName({ brief }: { brief: Brief }) {
  const t = useWords();
  if (brief.hidden) return <ThingName brief={brief} />;
  const title = <Filled message="kit.quoted" name="words" text={nameOf(t, brief)} language={langOf(brief).lang} />;
  const address = addressOf(brief);
  return address ? <a href={address}>{title}</a> : title;
}

/** The name of a town, in a place that also has a country. */
function Town({ place }: { place: Place }) {
  const { t, paper } = useView();
  const { name, language } = townIn(place, paper.towns, t.locale);
  return <>{language ? <span lang={language}>{name}</span> : name}, </>;
}

export function CountryName({ code, link = true }: { code: string; link?: boolean }) {
  const name = countryName(code, useWords().locale);
  return link ? <a href={routes.country({ code })}>{name}</a> : <>{name}</>;
}

/**
 * A stored duration in words: "3 months", "1 day and 12 hours". 24 hours are not converted to a day, because a law that
 * says "24 hours" does not say "1 day". A text that is not a duration is returned unchanged.
 */
export function durationWords(t: Translate, text: string): string {
  const duration = parseDuration(text);
  if (!duration) return text;
  const inHours = /^PT\d{1,2}H$/.test(text);
  const parts = [
    ['year', Math.floor(duration.months / 12)],
    ['month', duration.months % 12],
    ['day', inHours ? 0 : Math.floor(duration.seconds / 86_400)],
    ['hour', Math.floor((inHours ? duration.seconds : duration.seconds % 86_400) / 3600)],
    ['minute', Math.floor((duration.seconds % 3600) / 60)],
  ] as const;
  const tag = t.tag;
  const words = parts
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(count));
  return new Intl.ListFormat(tag, { type: 'conjunction' }).format(words) || text;
}

/** The period of a position or connection, such as "2014 – 2017". Nothing if it is not known. */
export function Period({ from, to }: { from?: string; to?: string }) {
  const t = useWords();
  if (!from && !to) return null;
  return <span class="when-held"> ({edtfWords(t, `${from ?? ''}/${to ?? ''}`).text})</span>;
}

/**
 * A value for readers. `within`: whether the value is within a line, so that our own words begin with a small letter.
 */
export function RecordValue({ view, within = false }: { view: ValueView; within?: boolean }): Child {
  const t = useWords();
  const property = findProperty(view.property);
  if (!property) return null;
  const { value, thing } = view;
  switch (property.value.type) {
    case 'date':
      return <EdtfDate edtf={value as string} />;
    case 'date-time':
      return <ZonedTime value={value as DateTime} />;
    case 'money':
      return <Money {...(value as MoneyValue)} />;
    case 'count':
      return <Count {...(value as CountValue)} />;
    case 'text': {
      const { text, language } = value as TextValue;
      return <TranslationWithOriginal text={text} language={language} ours={view.ours} own={view.own} />;
    }
    case 'identifier': {
      const { text, url } = identifierParts(property.value.scheme, value as string);
      return url ? (
        <a href={url} rel="noopener nofollow" class="key">
          {text}
        </a>
      ) : (
        <span class="key">{text}</span>
      );
    }
    case 'duration':
      return <>{durationWords(t, value as string)}</>;
    case 'yes-no':
      return <>{t(value ? 'record.public.yes' : 'record.public.no')}</>;
    case 'url':
      return (
        <a href={value as string} rel="noopener nofollow" class="address">
          {(value as string).replace(/^https?:\/\/(www\.)?|\/$/g, '')}
        </a>
      );
    case 'language':
      return <>{languageName(value as string, t.locale)}</>;
    case 'country':
      return <CountryName code={value as string} />;
    case 'place': {
      const place = value as Place;
      return (
        <>
          {place.locality ? <Town place={place} /> : null}
          <CountryName code={place.country} />
        </>
      );
    }
    case 'choice': {
      const words = t(termLabel(property.value.list, value as string));
      return <>{within ? lowerFirst(t, words) : words}</>;
    }
    case 'thing':
      return thing ? <ThingName brief={thing} /> : null;
    case 'involvement':
      return thing ? (
        <>
          <ThingName brief={thing} /> <span class="role">({involvementWords(t, value as Involvement)})</span>
        </>
      ) : null;
    case 'kinship':
      return thing ? (
        <>
          {t('record.public.kinship', { relation: t(termLabel('kinship', (value as Kinship).relation)) })}{' '}
          <ThingName brief={thing} />
        </>
      ) : null;
    case 'tie':
      return thing ? (
        <>
          <ThingName brief={thing} />
          <Period {...(value as Tie)} />
        </>
      ) : null;
    case 'position': {
      const { title, from, to } = value as Position;
      return (
        <>
          <TranslationWithOriginal text={title.text} language={title.language} ours={view.ours} own={view.own} />
          {thing ? (
            <>
              , <ThingName brief={thing} />
            </>
          ) : null}
          <Period from={from} to={to} />
        </>
      );
    }
  }
}
