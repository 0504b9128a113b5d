import type { Translate } from '../../../platform/messages/messages.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { speakingPage, type ClaimView, type LinkView } from '../../../record/views/claims.ts';
import type { ValueView } from '../../../record/views/values.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import type { Count, DateTime, Involvement, Money, Place, TextValue } from '../../../record/values/datatypes.ts';
import { pageNamed } from '../components/chain.tsx';
import { wordsLanguage } from '../components/of-record.ts';
import { durationWords, involvementWords } from '../components/record-value.tsx';
import type { ChainLink, Support } from '../components/types.ts';
import { moneyWords } from '../../kit/components/values.tsx';
import { dateTimeWords } from '../../kit/words/date-time-words.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { briefTitle, deskPage } from '../desk/links.ts';

/** A period in parentheses: " (2014 – 2017)", " (since 2016)". Empty if the time is unknown. */
const periodWords = (t: Translate, { from, to }: { from?: string; to?: string }): string =>
  from || to ? ` (${edtfWords(t, `${from ?? ''}/${to ?? ''}`).text})` : '';

/** The label of a property, or the key if this installation no longer has the property. */
export const propertyWords = (t: Translate, key: string): string => {
  const property = findProperty(key);
  return property ? t(property.label) : key;
};

/** A value in words for the desk's lists, histories and options. `thing` is the item that the value refers to. */
export function valueWords(t: Translate, { property: key, value, thing }: ValueView): string {
  const property = findProperty(key);
  if (value === null || value === undefined) return '';
  if (!property) return typeof value === 'string' ? value : JSON.stringify(value);
  const named = (ref: unknown): string => (thing ? briefTitle(t, thing) : String(ref ?? ''));
  const parts = (typeof value === 'object' ? value : {}) as Record<string, string | undefined>;
  switch (property.value.type) {
    case 'date':
      return edtfWords(t, String(value)).text;
    case 'date-time':
      return dateTimeWords(t, value as DateTime).text;
    case 'money': {
      const money = value as Money;
      return money.about ? t('kit.money.about', { money: moneyWords(t, money) }) : moneyWords(t, money);
    }
    case 'count': {
      const { count, bound } = value as Count;
      return t(`kit.count.${bound}`, { count });
    }
    case 'text':
      return (value as TextValue).text;
    case 'duration':
      return durationWords(t, String(value));
    case 'yes-no':
      return t(value ? 'record.desk.value.yes' : 'record.desk.value.no');
    case 'language':
      return languageName(String(value), t.locale);
    case 'country':
      return countryName(String(value), t.locale);
    case 'place': {
      const { country, locality, point } = value as Place;
      const name = [locality, countryName(country, t.locale)].filter(Boolean).join(', ');
      return point ? `${name} (${point.latitude}, ${point.longitude})` : name;
    }
    case 'choice':
      return t(termLabel(property.value.list, String(value)));
    case 'thing':
      return named(value);
    case 'involvement':
      return `${named(parts.actor)} (${involvementWords(t, value as Involvement)})`;
    case 'kinship':
      return `${t(termLabel('kinship', parts.relation!))}: ${named(parts.actor)}`;
    case 'tie':
      return named(parts.actor) + periodWords(t, parts);
    case 'position': {
      const title = (value as { title: TextValue }).title.text;
      return `${title}${parts.organisation ? `, ${named(parts.organisation)}` : ''}${periodWords(t, parts)}`;
    }
    default:
      return String(value);
  }
}

const linkOf = (t: Translate, claim: ClaimView, link: LinkView): ChainLink => {
  const named = (brief: Brief) => ({ name: briefTitle(t, brief), href: deskPage(brief) });
  const page = speakingPage(claim, link);
  return {
    actor: link.speaker
      ? named(link.speaker)
      : page
        ? { ...pageNamed(t, { title: briefTitle(t, page) }, link.asWritten), href: deskPage(page) }
        : link.pagesOwn && !link.asWritten
          ? { name: t('record.desk.claim.the_page') }
          : null,
    asWritten: link.asWritten ?? undefined,
    verb: link.verb ?? undefined,
    within:
      link.speaker && link.source ? t('record.desk.claim.within', { title: briefTitle(t, link.source) }) : undefined,
    carriedOver: link.carriedOver,
    language: wordsLanguage(t, claim),
  };
};

/** The attribution of a claim, with links to the desk's pages. */
export const deskChain = (t: Translate, claim: ClaimView): ChainLink[] =>
  claim.chain.map((link) => linkOf(t, claim, link));

/** Whether a claim is in the page's own words, so that the page is the only speaker. */
export const ownWords = (claim: ClaimView): boolean => claim.chain.length === 1 && claim.chain[0]!.pagesOwn;

/** What a claim is based on, with links to the desk's pages. */
export const deskSupport = (t: Translate, claim: ClaimView): Support => ({
  kind: claim.support,
  title: claim.source ? briefTitle(t, claim.source) : undefined,
  publisher: claim.publisher ? briefTitle(t, claim.publisher) : undefined,
  published: claim.published ?? undefined,
  href: claim.source ? deskPage(claim.source) : undefined,
  external: claim.addresses[0],
  quote: claim.passage?.exact,
  language: claim.language,
});
