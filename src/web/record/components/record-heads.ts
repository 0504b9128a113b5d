import { actorNode, caseNode, claimNode, sourceNode, type NodeContext } from '../../../exchange/formats/jsonld/map.ts';
import type { ActorView } from '../../../record/views/actor.ts';
import type { CaseView } from '../../../record/views/case.ts';
import { cutAtWord } from '../../../record/claims/quoted-passage.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import type { SourceView } from '../../../record/views/sources.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { cardSize } from '../../kit/components/card-size.ts';
import type { HeadMeta } from '../../kit/components/page-head.tsx';
import { namedIn } from '../../kit/publication.ts';
import type { View } from '../../kit/view.tsx';
import { sharedMeta } from '../photos/photo.tsx';
import { routes, slugify } from '../../routes.ts';
import { addressOfThing } from './of-record.ts';
import { firstSayer, sayerWords } from './said.tsx';

/* The HTML heads of the pages of the record. The JSON-LD (schema.org) is the same as in the export. */

/** The data about the site for the functions of the export that create JSON-LD. */
export const nodeContext = ({ t, paper, absolute }: View): NodeContext => ({
  address: absolute('') ?? '',
  paper: namedIn(paper, t.locale).name,
  t,
  links: addressOfThing,
});

/** The generated Open Graph image of an item. */
export const cardOf = (
  kind: 'case' | 'actor' | 'source' | 'claim' | 'law' | 'letter',
  number: number,
  alt: string,
): Pick<HeadMeta, 'image' | 'imageSize'> => ({
  image: { src: routes.recordCard.as('png', { kind, number }), alt },
  imageSize: cardSize,
});

/** Shortens a text at a space. The default is the number of characters that search engines and chat programs show. */
export function shortened(text: string, most = 300): string {
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  return plain.length <= most ? plain : `${cutAtWord(plain, most - 2)} …`;
}

export function caseHead(view: View, record: CaseView): HeadMeta {
  const { brief, summary, facts } = record;
  const at = { number: brief.number, slug: slugify(brief.title) };
  return {
    ...cardOf('case', brief.number, brief.title),
    ...sharedMeta(record.picture),
    title: brief.title,
    description: summary ? shortened(summary) : view.t('record.public.case.description', { title: brief.title }),
    canonical: routes.case_(at),
    json: routes.case_.json(at),
    feeds: [
      {
        title: brief.title,
        atom: routes.feeds.case_.as('xml', { number: brief.number }),
        json: routes.feeds.case_.json({ number: brief.number }),
      },
    ],
    about: caseNode({ record: { brief, summary }, facts, about: nodeContext(view) }),
    citation: { type: 'webpage', date: record.changedAt.toISOString(), pdf: routes.case_.as('pdf', at) },
  };
}

export function actorHead(view: View, record: ActorView): HeadMeta {
  const { brief } = record;
  const at = { number: brief.number, slug: slugify(brief.title) };
  return {
    ...cardOf('actor', brief.number, brief.title),
    ...sharedMeta(record.picture),
    title: brief.title,
    description: view.t('record.public.actor.description', { name: brief.title }),
    canonical: routes.actor(at),
    json: routes.actor.json(at),
    pageType: 'ProfilePage',
    about: actorNode({ record, facts: record.facts, about: nodeContext(view) }),
  };
}

export function sourceHead(view: View, record: SourceView): HeadMeta {
  const { brief } = record;
  const { t } = view;
  return {
    ...cardOf('source', brief.number, brief.title),
    title: brief.title,
    description: t('record.public.source.description', {
      kind: brief.sort ? t(termLabel('source-kind', brief.sort)) : t('record.public.hidden.source'),
      publisher: record.publisher?.title ?? t('record.public.source.unknown_publisher'),
      count: record.claimCount,
    }),
    canonical: routes.source({ number: brief.number }),
    json: routes.source.json({ number: brief.number }),
    about: sourceNode({ record, about: nodeContext(view) }),
  };
}

/**
 * The head of the page of a claim. The title names the speaker, because search results and browser tabs show nothing
 * else. In a title, another language cannot be marked, so it has our translation of a quotation, without quotation
 * marks.
 */
export function claimHead(view: View, claim: ClaimView): HeadMeta {
  const { t } = view;
  const { number } = claim;
  const wording = claim.ours ?? claim.wording;
  const title = `${firstSayer(t, claim)}: ${shortened(wording, 80)}`;
  return {
    ...cardOf('claim', number, title),
    title,
    description: shortened(`${sayerWords(t, claim)}: ${wording}`),
    canonical: routes.claim({ number }),
    json: routes.claim.json({ number }),
    about: claimNode(claim, nodeContext(view)),
  };
}
