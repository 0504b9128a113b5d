import { createLaws } from '../../law/create-laws.ts';
import { run, type App } from '../../platform/operation.ts';
import { editor } from '../../platform/testing/test-app.ts';

/**
 * Creates a public law, whose changes and texts are based on public, desk-only, unchecked and sealed claims. Also
 * creates a desk-only law that is based on public claims. Words that readers must not see are marked as in
 * `fileSecrets`.
 * @returns refs of the items to be sealed with `sealInPlace`
 */
export async function fileLawSecrets(app: App, of: (key: string) => string): Promise<string[]> {
  const claim = (key: string, word: string, over: object = {}) => ({
    key,
    wording: `${word}Lawclaim`,
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    checked: true,
    visibility: 'public' as const,
    chain: [{ actor: of('open-actor'), verb: 'said' }],
    support: { kind: 'reference' as const, source: of('open-source') },
    ...over,
  });
  const text = (word: string) => ({
    language: 'en',
    num: `${word}Num`,
    heading: `${word}Heading`,
    body: `${word}Body`,
    tail: `${word}Tail`,
  });
  const enacts = (word: string, eid: string, more: object = {}) => ({
    act: 'enacts' as const,
    provision: eid,
    label: `${word}Label`,
    texts: [text(word)],
    ...more,
  });
  const made = await run(app, createLaws, editor, {
    filing: {
      claims: [
        claim('open', 'openword', {
          statements: [
            { subject: '#openlaw', property: 'jurisdiction', value: 'KZ' },
            { subject: '#openlaw', property: 'signed', value: '2031-01-01' },
            { subject: '#openlaw', property: 'law-name', value: { text: 'openwordLawname', language: 'en' } },
          ],
        }),
        claim('desk', 'deskword', {
          visibility: 'desk',
          statements: [
            { subject: '#openlaw', property: 'law-number', value: 'deskwordNumber' },
            { subject: '#openlaw', property: 'criticism', value: { text: 'deskwordCriticism', language: 'en' } },
          ],
        }),
        claim('draft', 'draftword', {
          checked: false,
          statements: [{ subject: '#openlaw', property: 'duty', value: { text: 'draftwordDuty', language: 'en' } }],
        }),
        claim('seal', 'sealword', {
          visibility: 'desk',
          statements: [
            { subject: '#openlaw:art_1', property: 'duty', value: { text: 'sealwordDuty', language: 'en' } },
          ],
        }),
        claim('under', 'openword', {
          statements: [
            { subject: of('open-case'), property: 'under-law', value: '#desklaw' },
            { subject: of('desk-case'), property: 'under-law', value: '#openlaw' },
            { subject: of('open-order'), property: 'under-law', value: '#openlaw:art_1' },
          ],
        }),
      ],
    },
    laws: [
      {
        key: 'openlaw',
        title: 'openwordLawtitle',
        language: 'en',
        visibility: 'public',
        changes: [
          {
            sort: 'enactment',
            title: 'openwordEnactment',
            commences: '2016-01-01',
            claim: '#open',
            instructions: [
              enacts('openword', 'art_1'),
              {
                act: 'enacts',
                provision: 'art_2',
                label: 'openwordLabel',
                texts: [{ ...text('deskword'), claim: '#desk' }],
              },
              {
                act: 'enacts',
                provision: 'art_3',
                label: 'openwordLabel',
                summaries: ['#open', '#desk', '#draft', '#seal'],
              },
              enacts('openword', 'art_4', { under: 'art_1' }),
            ],
          },
          {
            title: 'deskwordAmendment',
            uri: 'deskwordUri',
            commences: '2017-01-01',
            claim: '#desk',
            instructions: [
              { act: 'replaces', provision: 'art_1', texts: [text('deskword')] },
              { act: 'inserts', provision: 'art_5', label: 'deskwordInserted', texts: [text('deskword')] },
            ],
          },
          {
            title: 'draftwordAmendment',
            commences: '2017-02-01',
            claim: '#draft',
            instructions: [
              { act: 'inserts', provision: 'art_6', label: 'draftwordInserted', texts: [text('draftword')] },
            ],
          },
          {
            title: 'sealwordAmendment',
            commences: '2017-03-01',
            claim: '#seal',
            instructions: [{ act: 'repeals', provision: 'art_4' }],
          },
          {
            title: 'openwordAmendment',
            by: '#desklaw',
            commences: '2018-01-01',
            claim: '#open',
            instructions: [{ act: 'replaces', provision: 'art_4', texts: [text('openword')] }],
          },
        ],
      },
      {
        key: 'desklaw',
        title: 'deskwordLawtitle',
        language: 'en',
        visibility: 'desk',
        changes: [
          {
            sort: 'enactment',
            title: 'deskwordEnactment',
            commences: '2016-01-01',
            claim: '#open',
            instructions: [{ act: 'enacts', provision: 'art_9', label: 'deskwordLabel', texts: [text('deskword')] }],
          },
        ],
      },
    ],
    duties: [
      {
        provision: '#openlaw:art_1',
        bearer: 'website',
        act: 'keep',
        period: 'P3M',
        quote: 'openwordBody',
        criticism: ['#open', '#desk', '#draft', '#seal'],
      },
      { provision: '#openlaw:art_1', bearer: 'editor', act: 'remove', period: 'PT77H', quote: 'deskwordBody' },
      {
        provision: '#openlaw:art_3',
        bearer: 'journalist',
        act: 'obtain-permission',
        secrets: ['banking'],
        says: ['#open', '#desk', '#seal'],
      },
      { provision: '#openlaw:art_3', bearer: 'editor', act: 'publish-reply', period: 'P77D', says: ['#draft'] },
      { provision: '#openlaw:art_5', bearer: 'editor', act: 'register', says: ['#desk'] },
      { provision: '#desklaw:art_9', bearer: 'editor', act: 'mark', says: ['#open'] },
    ],
  });
  return [made.filed.claims[3]!];
}
