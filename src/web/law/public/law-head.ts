import { articleLabel } from '../../../law/article-label.ts';
import { headOf } from '../../../law/views/head.ts';
import type { LawView } from '../../../law/views/law.ts';
import type { ProvisionAsOf } from '../../../law/views/as-of.ts';
import { provisionNode, type LawAddresses } from '../../../law/json-ld.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import type { HeadMeta } from '../../kit/components/page-head.tsx';
import type { View } from '../../kit/view.tsx';
import { cardOf, shortened } from '../../record/components/record-heads.ts';
import { routes, slugify } from '../../routes.ts';

/** The HTML head of a law's page. `data` is the law with its provisions as JSON-LD (schema.org). */
export function lawHead({ t }: View, law: LawView, data: object): HeadMeta {
  const { brief } = law;
  const at = { number: brief.number, slug: slugify(brief.title) };
  const { kind, countries, numbers, authorities, dates } = headOf(law);
  const what = [
    kind && t(termLabel('law-kind', kind)),
    countries.map((code) => countryName(code, t.locale)).join(', '),
    numbers.join(', '),
  ];
  return {
    ...cardOf('law', brief.number, brief.title),
    title: brief.title,
    description: shortened(
      [[...what.filter(Boolean), brief.title].join(' · '), t('law.described', { count: law.provisions.length })].join(
        '. ',
      ),
    ),
    canonical: routes.law(at),
    json: routes.law.json(at),
    data,
    citation: {
      type: 'statute',
      authors: authorities.map((one) => one.name),
      date: dates.adopted ?? dates.signed ?? dates['in-force'],
      number: numbers[0],
      language: law.language,
      pdf: routes.law.as('pdf', at),
    },
  };
}

export function provisionHead({ t, absolute }: View, law: LawView, one: ProvisionAsOf): HeadMeta {
  const full = (path: string): string => absolute(path) ?? path;
  const addresses: LawAddresses = {
    law: ({ number, title }) => full(routes.law({ number, slug: slugify(title) })),
    provision: ({ number }) => full(routes.provision({ number })),
  };
  const { brief } = one.provision;
  return {
    ...cardOf('law', law.brief.number, law.brief.title),
    title: brief.title,
    description: t('law.provision_described', { provision: articleLabel(t, one.provision.name), law: law.brief.title }),
    canonical: routes.provision({ number: brief.number }),
    json: routes.provision.json({ number: brief.number }),
    about: {
      ...provisionNode(one, addresses),
      isPartOf: { '@type': 'Legislation', '@id': addresses.law(law.brief), name: law.brief.title },
    },
    citation: { type: 'statute', number: headOf(law).numbers[0], language: law.language },
  };
}
