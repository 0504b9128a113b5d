import { describe, expect, it } from 'vitest';
import type { ClaimView } from '../../../record/views/claims.ts';
import { unnamed } from '../../../publishing/publication/publication.ts';
import { plainView, renderFragment } from '../../kit/view.tsx';
import { messages } from '../../../platform/messages/messages.ts';
import { deskChain } from '../show/words.ts';
import { ClaimChain, NameWords, pageNamed } from './chain.tsx';
import { chainOf } from './of-record.ts';
import { SaidBy } from './said.tsx';

type Node = Parameters<typeof renderFragment>[1];
const words = (node: Node): string =>
  renderFragment(plainView({ paper: unnamed }), node)
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ')
    .trim();

const adilSoz = { actor: { name: 'Adil Soz' } };
const afp = { actor: { name: 'AFP' }, verb: 'reported', within: 'in an agency story' };
const police = { actor: { name: 'Almaty police' }, verb: 'told the media' };
const verdict = { actor: null, asWritten: 'the court verdict', verb: 'ordered' };

describe('the attribution of a claim in another language than the page', () => {
  const russian = (node: Node): string =>
    renderFragment({ ...plainView({ paper: unnamed }), t: messages('ru') }, node).replace(/\s+/g, ' ');

  it('has no verbs of that language, and marks the words of the source', () => {
    const chain = [
      { ...verdict, language: 'en' },
      { ...police, language: 'en' },
    ];
    const html = russian(<ClaimChain chain={chain} support={{ kind: 'reference', publisher: 'Gulf Times' }} />);
    expect(html).not.toMatch(/ordered|told/);
    expect(html).toContain('«<span lang="en">the court verdict</span>»');
    expect(html).toContain('источник: <span>Gulf Times</span>');
  });

  it('describes a document by its kind, in the language of the page', () => {
    const letter = { title: 'To the president', kind: 'letter' };
    expect(pageNamed(messages('ru'), letter, 'the letter', 'en').name).toBe('письмо «To the president»');
    expect(pageNamed(messages('en'), letter, 'the letter').name).toBe('the letter “To the president”');
  });

  it('has inner quotation marks in the name of a document, with and without its language', () => {
    const page = { before: 'the letter', title: '“False information” laws' };
    const named = { name: 'the letter', page };
    expect(words(<NameWords named={named} />)).toBe('the letter “‘False information’ laws”');
    expect(russian(<NameWords named={{ ...named, language: 'en' }} />)).toBe(
      'the letter «<span lang="en">„False information“ laws</span>»',
    );
  });
});

describe('the attribution of a claim', () => {
  it.each([
    ['shows a verb that can end the line', <ClaimChain chain={[police]} />, 'Almaty police told the media'],
    ['omits a verb that can’t end the line', <ClaimChain chain={[{ ...adilSoz, verb: 'refers to' }]} />, 'Adil Soz'],
    ['omits a verb that goes before a name', <ClaimChain chain={[{ ...adilSoz, verb: 'according to' }]} />, 'Adil Soz'],
    [
      'names those who passed the words on',
      <ClaimChain
        chain={[{ ...adilSoz, verb: 'called it' }, afp]}
        mode="quoted"
        support={{ kind: 'reference', publisher: 'Gulf Times' }}
      />,
      'Adil Soz, as reported by AFP in an agency story, according to Gulf Times',
    ],
    [
      'names once whoever publishes their own words',
      <ClaimChain chain={[adilSoz]} support={{ kind: 'passage', publisher: 'Adil Soz' }} />,
      'Adil Soz',
    ],
    [
      'says that something is alleged',
      <ClaimChain chain={[{ ...adilSoz, verb: 'claimed' }, police]} mode="alleged" />,
      'Alleged by Adil Soz, according to Almaty police',
    ],
    [
      'says that something was ordered',
      <ClaimChain chain={[verdict]} mode="ordered" />,
      'Ordered by “the court verdict” (the source’s words)',
    ],
    [
      'says “according to” only of the last one who passed the words on',
      <ClaimChain
        chain={[adilSoz, police]}
        mode="alleged"
        support={{ kind: 'reference', publisher: 'Human Rights Watch' }}
      />,
      'Alleged by Adil Soz, as reported by Almaty police, according to Human Rights Watch',
    ],
    [
      'says whose words describe a speaker, if several passed the words on',
      <ClaimChain chain={[verdict, adilSoz]} mode="ordered" support={{ kind: 'reference', publisher: 'Gulf Times' }} />,
      'Ordered by “the court verdict” (in the words of Gulf Times), as reported by Adil Soz, according to Gulf Times',
    ],
    [
      'begins with a capital letter, even if a document speaks',
      <ClaimChain chain={[{ actor: { name: 'the letter “To the president”' }, verb: 'said' }]} />,
      'The letter “To the president” said',
    ],
    [
      'says at its end that the source names the speaker only in an earlier sentence',
      <ClaimChain
        chain={[{ ...adilSoz, verb: 'notes', within: 'in an article', carriedOver: true }]}
        support={{ kind: 'reference', publisher: 'Gulf Times' }}
      />,
      'Adil Soz notes in an article, according to Gulf Times (named earlier in the text, not in this passage: Adil Soz)',
    ],
    [
      'puts a comma before the text in which someone said it, if no verb stands between',
      <ClaimChain
        chain={[{ ...adilSoz, verb: 'called it', within: 'in “Our view”' }]}
        support={{ kind: 'reference', publisher: 'Gulf Times' }}
      />,
      'Adil Soz, in “Our view”, according to Gulf Times',
    ],
    [
      'leaves out the verb if the claim was told to the desk',
      <ClaimChain chain={[{ ...adilSoz, verb: 'published' }]} support={{ kind: 'direct-word' }} />,
      'Adil Soz, directly to the desk',
    ],
    ['names only the speaker if the page itself speaks', <ClaimChain chain={[adilSoz]} ownWords />, 'Adil Soz'],
  ])('%s', (_what, line, expected) => {
    expect(words(line)).toBe(expected);
  });

  const claim = (number: number, mode: ClaimView['mode'], name: string): ClaimView =>
    ({
      number,
      mode,
      language: 'en',
      support: 'reference',
      publisher: null,
      source: null,
      chain: [{ speaker: { id: number, title: name, hidden: false }, pagesOwn: false }],
    }) as unknown as ClaimView;

  it('names the source that speaks, for readers and at the desk', () => {
    const t = messages('en');
    const letter = { id: 9, kind: 'source', number: 9, title: 'To the president', visibility: 'public', hidden: false };
    const link = { speaker: null, hidden: false, asWritten: 'the letter', verb: null, source: letter, pagesOwn: false };
    const said = { ...claim(1, 'stated', ''), chain: [link] } as unknown as ClaimView;
    for (const chain of [deskChain(t, said), chainOf(t, said)])
      expect(words(<ClaimChain chain={chain} />)).toBe('The letter “To the president”');
  });

  it('leaves out a verb in another language than the page’s, for readers and at the desk', () => {
    const t = messages('en');
    const foreign = (language: string): ClaimView => {
      const one = claim(1, 'stated', 'Ivor Talm');
      return { ...one, language, chain: [{ ...one.chain[0]!, verb: 'сказал' }] };
    };
    for (const chainFor of [deskChain, chainOf])
      expect(['ru', 'en'].map((language) => words(<ClaimChain chain={chainFor(t, foreign(language))} />))).toEqual([
        'Ivor Talm',
        'Ivor Talm сказал',
      ]);
  });

  it('joins several claims: begins “Said by” only if one is stated, and puts alleged ones after stated ones', () => {
    expect(words(<SaidBy claims={[claim(1, 'alleged', 'Critics')]} />)).toBe('Alleged by Critics');
    expect(words(<SaidBy claims={[claim(1, 'ordered', 'A court')]} />)).toBe('Ordered by A court');
    expect(words(<SaidBy claims={[claim(1, 'alleged', 'Critics'), claim(2, 'stated', 'AFP')]} />)).toBe(
      'Said by AFP; Alleged by Critics',
    );
  });
});
