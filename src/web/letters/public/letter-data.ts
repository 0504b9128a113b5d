import type { HostedView, VersionView } from '../../../letters/views/hosted.ts';
import { titleIn } from '../../../letters/hosted/content.ts';
import { reportedCount, valuesOf, type LetterView } from '../../../letters/views/letter.ts';
import { namedIn } from '../../kit/publication.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { addressOf } from '../../record/components/of-record.ts';
import { routes, slugify } from '../../routes.ts';
import type { View } from '../../kit/view.tsx';

const named = (full: Full, brief: Brief): object => ({
  '@type':
    brief.kind === 'actor' && brief.sort === 'person' ? 'Person' : brief.kind === 'actor' ? 'Organization' : 'Thing',
  name: brief.title,
  ...(addressOf(brief) ? { url: full(addressOf(brief)!) } : {}),
});
type Full = (path: string) => string;

const signedBy = (count: number): object => ({
  '@type': 'InteractionCounter',
  interactionType: 'https://schema.org/EndorseAction',
  userInteractionCount: count,
});

/** The JSON-LD (schema.org) of a letter signed on this site: a `Message` to its addressees. */
export function hostedData(
  letter: HostedView,
  version: VersionView,
  language: string,
  { absolute, paper }: View,
): object {
  const full: Full = (path) => absolute(path) ?? path;
  const at = { number: letter.brief.number, slug: slugify(letter.brief.title) };
  const address = full(routes.letter(at));
  const publisher = { '@type': 'NewsMediaOrganization', name: namedIn(paper, language).name, url: full(routes.home()) };
  return {
    '@context': 'https://schema.org',
    '@type': 'Message',
    mainEntityOfPage: address,
    url: address,
    headline: titleIn(version.content, language),
    inLanguage: language,
    version: version.number,
    datePublished: letter.row.published_at!.toISOString(),
    dateSent: letter.row.published_at!.toISOString(),
    isAccessibleForFree: true,
    sender: letter.host ? named(full, letter.host) : publisher,
    publisher,
    toRecipient: letter.addressees.map((one) =>
      one.actor ? named(full, one.actor) : { '@type': 'Organization', name: one.name },
    ),
    ...(letter.about.length ? { about: letter.about.map((one) => named(full, one)) } : {}),
    interactionStatistic: signedBy(letter.counts.confirmed),
    encoding: version.content.texts.map((text) => ({
      '@type': 'MediaObject',
      encodingFormat: 'application/pdf',
      inLanguage: text.language,
      contentUrl: full(routes.letter.as('pdf', at, { language: text.language })),
    })),
  };
}

/** The JSON-LD (schema.org) of a letter known from sources, with undisputed facts only. */
export function reportedData(letter: LetterView, { absolute }: View): object {
  const full: Full = (path) => absolute(path) ?? path;
  const address = full(routes.letter({ number: letter.brief.number, slug: slugify(letter.brief.title) }));
  const plain = (property: 'sent' | 'addressee' | 'signatory') =>
    valuesOf(letter.facts, property).filter((value) => !value.attributed);
  const people = (property: 'addressee' | 'signatory'): object[] =>
    plain(property).flatMap((value) => (value.thing && !value.thing.hidden ? [named(full, value.thing)] : []));
  // schema.org accepts only some EDTF dates: plain days, months and years.
  const sent = plain('sent')
    .map((value) => /^\d{4}(-\d{2}){0,2}$/.exec(String(value.value))?.[0])
    .find(Boolean);
  const count = reportedCount(letter.facts);
  return {
    '@context': 'https://schema.org',
    '@type': 'Message',
    mainEntityOfPage: address,
    url: address,
    headline: letter.brief.title,
    inLanguage: letter.language,
    ...(sent ? { dateSent: sent } : {}),
    ...(people('addressee').length ? { toRecipient: people('addressee') } : {}),
    ...(people('signatory').length ? { sender: people('signatory') } : {}),
    ...(count ? { interactionStatistic: signedBy(count.count) } : {}),
    ...(letter.sources.length
      ? {
          citation: letter.sources.map(({ brief }) => ({
            '@type': 'CreativeWork',
            name: brief.title,
            url: full(routes.source({ number: brief.number })),
          })),
        }
      : {}),
  };
}
