import type { Node } from 'prosemirror-model';
import { describe, expect, it } from 'vitest';
import { Steps } from '../../platform/steps.ts';
import { associate, maxSteps } from './associate.ts';
import { compareArticles } from './compare.ts';
import { diffDocument, formOf } from './diff-document.ts';
import { deleteSentence } from './testing/edits.ts';
import { articleForm, type ArticleFormInput, type SentenceForm } from './form.ts';
import { readDocument } from './schema.ts';
import { photosOf, sentencesOf } from './sentences.ts';

let made = 0;
const newId = (): string => `snew${(made += 1)}`;
const send = (old: Node | null, form: ArticleFormInput) => diffDocument(old, articleForm.parse(form), newId);
const headline = { text: 'Two outlets face a criminal case', claims: ['claim/1'] };

const stored = send(null, {
  headline,
  standfirst: { sentences: [{ text: 'Watchdogs have written to the prosecutor.', claims: ['claim/2'] }] },
  blocks: [
    {
      sentences: [
        { text: 'Police opened a case at the end of March.', claims: ['claim/3'] },
        { text: 'They searched both newsrooms on 2 April.', claims: ['claim/4', 'claim/5'] },
      ],
    },
    { type: 'heading', sentences: [{ text: 'Background', kind: 'connective' }] },
    { type: 'background', sentences: [{ text: 'The media law changed in 2018.', claims: ['claim/6'] }] },
    { type: 'background', sentences: [{ text: 'Commenters must be identified.', claims: ['claim/7'] }] },
  ],
}).doc;
const ids = sentencesOf(stored).map((one) => one.id);
const show = (doc: Node) =>
  sentencesOf(doc).map((one) => [
    ids.includes(one.id) ? ids.indexOf(one.id) : 'new',
    one.text,
    ...one.citations.map(({ claim, inherited }) => `${claim.slice(6)}${inherited ? '?' : ''}`),
  ]);
const rows = (doc: Node) => {
  const form = formOf(doc);
  return { headline: form.headline, standfirst: form.standfirst, blocks: form.blocks };
};
const row = (form: ReturnType<typeof rows>, block: number, at = 0): SentenceForm => form.blocks[block]!.sentences[at]!;

describe('a submitted form', () => {
  it('changes nothing when nothing was changed', () => {
    expect(diffDocument(stored, rows(stored), newId)).toMatchObject({ removed: [], overridden: [] });
    expect(diffDocument(stored, rows(stored), newId).doc.eq(stored)).toBe(true);
  });

  it('puts consecutive background points into one box', () => {
    expect(stored.children.map((child) => `${child.type.name} ${child.childCount}`)).toEqual([
      'headline 1',
      'standfirst 1',
      'paragraph 2',
      'heading 1',
      'background 2',
    ]);
  });

  it('keeps id and citations of a reworded sentence in its row', () => {
    const form = rows(stored);
    row(form, 0, 1).text = 'Homes were searched as well.';
    expect(show(diffDocument(stored, form, newId).doc)[3]).toEqual([3, 'Homes were searched as well.', '4', '5']);
  });

  it('splits a row into sentences: the first keeps the id, the others ask for their citations', () => {
    const form = rows(stored);
    row(form, 0, 1).text =
      'They searched both newsrooms on 2 April. Computers of Ratel.kz were taken, Mr. Asipov said.';
    expect(show(diffDocument(stored, form, newId).doc).slice(3, 5)).toEqual([
      [3, 'They searched both newsrooms on 2 April.', '4', '5'],
      ['new', 'Computers of Ratel.kz were taken, Mr. Asipov said.', '4?', '5?'],
    ]);
  });

  it('does not split a row that is marked as one sentence, even the next time', () => {
    const form = rows(stored);
    Object.assign(row(form, 0, 1), { text: 'They came at 9 a.m. On 2 April.', whole: true });
    const { doc } = diffDocument(stored, form, newId);
    expect(show(doc)[3]).toEqual([3, 'They came at 9 a.m. On 2 April.', '4', '5']);
    const again = rows(doc);
    row(again, 0, 1).text = 'They came at 9 a.m. On 2 April. Again.';
    expect(show(diffDocument(doc, again, newId).doc)[3]![0]).toBe(3);
    expect(show(diffDocument(doc, again, newId).doc)[4]![1]).toBe('Background');
  });

  it('unites two sentences that were merged into one row, and asks about the citations of the second', () => {
    const form = rows(stored);
    row(form, 0).text = 'Police opened a case at the end of March; they searched both newsrooms on 2 April.';
    row(form, 0, 1).text = '';
    const { doc, removed } = diffDocument(stored, form, newId);
    expect(show(doc)[2]).toEqual([
      2,
      'Police opened a case at the end of March; they searched both newsrooms on 2 April.',
      '3',
      '4?',
      '5?',
    ]);
    expect(removed).toEqual([]);
  });

  it('stores the claims of a row, and removes citations that the row no longer has', () => {
    const form = rows(stored);
    row(form, 0, 1).claims = ['claim/5', 'claim/9'];
    expect(show(diffDocument(stored, form, newId).doc)[3]!.slice(2)).toEqual(['5', '9']);
    row(form, 0, 1).claims = [];
    expect(show(diffDocument(stored, form, newId).doc)[3]!.slice(2)).toEqual([]);
  });

  it('gives a copied row a new id', () => {
    const form = rows(stored);
    form.blocks[0]!.sentences.push({ ...row(form, 0) });
    expect(show(diffDocument(stored, form, newId).doc)[4]).toEqual([
      'new',
      'Police opened a case at the end of March.',
      '3?',
    ]);
  });

  it('moves sentences between blocks with all their attributes', () => {
    const form = rows(stored);
    form.blocks[2]!.sentences.push(form.blocks[0]!.sentences.shift()!);
    expect(show(diffDocument(stored, form, newId).doc).map((one) => one[0])).toEqual([0, 1, 3, 4, 5, 2, 6]);
  });

  it('does not accept the id of another article', () => {
    const form = rows(stored);
    row(form, 0).id = 'sforeign1';
    expect(show(diffDocument(stored, form, newId).doc)[2]).toEqual([
      2,
      'Police opened a case at the end of March.',
      '3',
    ]);
  });
});

describe('a text that is sent without ids', () => {
  const text = (paragraph: string) =>
    send(stored, { headline: { text: headline.text }, blocks: [{ text: paragraph }] }).doc;
  it('finds the same sentences again, in any order', () => {
    expect(show(text('They searched both newsrooms on 2 April. Police opened a case at the end of March.'))).toEqual([
      [0, headline.text, '1'],
      [3, 'They searched both newsrooms on 2 April.', '4', '5'],
      [2, 'Police opened a case at the end of March.', '3'],
    ]);
  });

  it('recognises a sentence that was split, and two that were joined', () => {
    const long = send(null, {
      headline,
      blocks: [{ sentences: [{ text: 'Police came at nine and left at noon.', claims: ['claim/8'] }] }],
    }).doc;
    const cut = send(long, {
      headline: { text: headline.text },
      blocks: [{ text: 'Police came at nine. And left at noon.' }],
    }).doc;
    expect(
      sentencesOf(cut)
        .slice(1)
        .map((one) => [one.text, one.citations]),
    ).toEqual([
      ['Police came at nine.', [{ claim: 'claim/8' }]],
      ['And left at noon.', [{ claim: 'claim/8', inherited: true }]],
    ]);
    const joined = text('Police opened a case at the end of March; they searched both newsrooms on 2 April.');
    expect(show(joined)[1]).toEqual([
      2,
      'Police opened a case at the end of March; they searched both newsrooms on 2 April.',
      '3',
      '4',
      '5',
    ]);
  });

  it('recognises a reworded sentence as probably the same, and asks about its citations', () => {
    expect(show(text('Police opened a criminal case in late March.'))[1]).toEqual([
      2,
      'Police opened a criminal case in late March.',
      '3?',
    ]);
  });

  it('asks about the citation if one of two identical sentences was removed', () => {
    const twice = send(null, {
      headline,
      blocks: [
        {
          sentences: [
            { text: 'He was fined.', claims: ['claim/8'] },
            { text: 'He was fined.', claims: ['claim/9'] },
          ],
        },
      ],
    }).doc;
    const once = send(twice, { headline: { text: headline.text }, blocks: [{ text: 'He was fined.' }] }).doc;
    expect(sentencesOf(once)[1]!.citations).toEqual([{ claim: 'claim/8', inherited: true }]);
  });

  it('does not split quotations and abbreviations', () => {
    const doc = text('“We are concerned. The pattern grows,” the letter of Dr. K. Smith read. It went out on 18 May.');
    expect(
      show(doc)
        .slice(1)
        .map((one) => one[1]),
    ).toEqual(['“We are concerned. The pattern grows,” the letter of Dr. K. Smith read.', 'It went out on 18 May.']);
  });
});

describe('the comparison of two versions', () => {
  it('names the sentences that were changed, added and removed', () => {
    const form = rows(stored);
    row(form, 0).text = 'Police opened a case on 30 March.';
    form.blocks.push({ type: 'paragraph', sentences: [form.blocks[2]!.sentences.pop()!] });
    form.blocks.push({
      type: 'paragraph',
      sentences: [{ ...row(form, 0), id: undefined, text: 'Nobody has answered.', claims: [] }],
    });
    form.blocks[1]!.sentences = [];
    const compared = compareArticles(stored, diffDocument(stored, form, newId).doc);
    expect(compared.map((one) => [one.change, (one.after ?? one.before)!.text])).toEqual([
      ['same', headline.text],
      ['same', 'Watchdogs have written to the prosecutor.'],
      ['changed', 'Police opened a case on 30 March.'],
      ['same', 'They searched both newsrooms on 2 April.'],
      ['removed', 'Background'],
      ['same', 'Commenters must be identified.'],
      ['changed', 'The media law changed in 2018.'],
      ['added', 'Nobody has answered.'],
    ]);
  });
});

describe('blocks of a form', () => {
  const form: ArticleFormInput = {
    headline,
    blocks: [
      { type: 'bullet', sentences: [{ text: 'Computers.' }] },
      { type: 'bullet', sentences: [{ text: 'Telephones.' }] },
      { type: 'number', sentences: [{ text: 'Police came.', claims: ['claim/3'] }] },
      { type: 'timeline', ref: '12' },
      { type: 'statistic', ref: 'https://kronika.example/statistics?country=kz&by=type' },
      { type: 'number', text: 'Police left. They came again.' },
    ],
  };

  it('become a list if they are consecutive points, and an embed of the case or statistic that they name', () => {
    const { doc } = send(null, form);
    expect(doc.children.map((child) => `${child.type.name} ${child.childCount}`)).toEqual([
      'headline 1',
      'bullets 2',
      'numbers 1',
      'embed 0',
      'embed 0',
      'numbers 1',
    ]);
    expect(doc.child(3).attrs).toMatchObject({ kind: 'timeline', ref: 'case/12' });
    expect(doc.child(4).attrs).toMatchObject({ kind: 'statistic', ref: '/statistics?by=type&country=KZ' });
    expect(diffDocument(doc, rows(doc), newId).doc.eq(doc)).toBe(true);
  });

  it('are refused if an embed names no case or statistic, or has words', () => {
    const wrong = articleForm.safeParse({
      headline,
      blocks: [
        { type: 'timeline', ref: 'the case' },
        { type: 'statistic' },
        { type: 'timeline', ref: '3', text: 'Words.' },
      ],
    });
    expect(wrong.error?.issues.map((one) => [one.path.join('.'), one.message])).toEqual([
      ['blocks.0.ref', 'documents.error.embed.timeline'],
      ['blocks.1.ref', 'documents.error.embed.missing'],
      ['blocks.2.type', 'documents.error.embed.words'],
    ]);
  });
});

describe('links in a form', () => {
  const linked =
    'The [court’s page](https://court.example/a(1)?q=1) says so, [he [now] said](https://b.example/). It is [gone](http://c.example/x).';

  it('are in the words, are split with their sentences, and come back unchanged', () => {
    const { doc } = send(null, { headline, blocks: [{ text: linked }] });
    const [, first, second] = sentencesOf(doc);
    expect(first).toMatchObject({
      text: 'The court’s page says so, he [now] said.',
      links: [{ start: 4, end: 16, href: 'https://court.example/a%281%29?q=1' }, { href: 'https://b.example/' }],
    });
    expect(second).toMatchObject({ text: 'It is gone.', links: [{ start: 6, end: 10, href: 'http://c.example/x' }] });
    expect(diffDocument(doc, rows(doc), newId).doc.eq(doc)).toBe(true);
    const form = rows(doc);
    row(form, 0, 1).text = 'It is gone.';
    expect(compareArticles(doc, diffDocument(doc, form, newId).doc).map((one) => one.change)).toEqual([
      'same',
      'same',
      'changed',
    ]);
  });

  it('are refused unless they lead to a web page', () => {
    const { doc } = send(null, {
      headline,
      blocks: [{ text: 'See [this](javascript:alert(1)) and [that](https://user:word@a.example/).' }],
    });
    expect(sentencesOf(doc)[1]).toMatchObject({ links: [], text: expect.stringContaining('[this](javascript') });
  });
});

describe('a photo', () => {
  const photo = { type: 'photo' as const, ref: '3', alt: 'Two officers carry a box.' };
  const caption = { text: 'Police leave the newsroom.', claims: ['claim/8'] };
  const form: ArticleFormInput = {
    headline: { text: 'A case' },
    blocks: [
      { type: 'photo', ref: '/desk/photos/2' },
      { ...photo, sentences: [caption] },
      { sentences: [{ text: 'A case was opened.' }] },
    ],
  };

  it('keeps its position, its description and its caption, if it has one, through the form', () => {
    const doc = send(null, form).doc;
    expect(photosOf(doc)).toEqual([
      { photo: 'photo/2', alt: '' },
      { photo: 'photo/3', alt: 'Two officers carry a box.' },
    ]);
    expect(sentencesOf(doc).map((one) => [one.where, one.text])).toEqual([
      ['headline', 'A case'],
      ['photo', caption.text],
      ['paragraph', 'A case was opened.'],
    ]);
    const again = send(doc, articleForm.parse({ ...formOf(doc) })).doc;
    expect(again.eq(doc)).toBe(true);
    expect(readDocument(doc.toJSON()).eq(doc)).toBe(true);
  });

  it('stays when its caption is deleted, and lets the caption move to the text with its claim', () => {
    const doc = send(null, form).doc;
    const id = sentencesOf(doc)[1]!.id;
    expect(photosOf(deleteSentence(doc, id, newId()))).toHaveLength(2);
    const moved = send(doc, { headline: { text: 'A case' }, blocks: [photo, { text: caption.text }] }).doc;
    expect(sentencesOf(moved)[1]).toMatchObject({ id, where: 'paragraph', citations: [{ claim: 'claim/8' }] });
  });

  it.each([
    [{ type: 'photo' as const }, 'blocks.0.ref', 'documents.error.photo.missing'],
    [{ type: 'photo' as const, ref: 'claim/3' }, 'blocks.0.ref', 'documents.error.photo.bad'],
    [{ alt: 'A box.' }, 'blocks.0.type', 'documents.error.photo.elsewhere'],
  ])('is refused if the form does not name it or names something else: %j', (block, path, message) => {
    const { error } = articleForm.safeParse({ headline: { text: 'A case' }, blocks: [block] });
    expect(error?.issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([[path, message]]);
  });
});

describe('a text whose sentences are all alike', () => {
  const many = <T>(count: number, text: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => text(at));
  const a = (count: number): string => 'a'.repeat(count);
  it.each([
    ['have one beginning', many(4900, (at) => `${a(50)}b${at}`), many(4900, (at) => `${a(50)}c${at}`)],
    ['could be inside others', many(500, (at) => `${a(250)}b${at}${a(300)}`), many(72, (at) => `${a(4000)}${at}`)],
    ['are inside others', many(4900, (at) => a(40 + (at % 15))), [a(300_000)]],
    [
      'have the same words',
      many(440, (at) => `${'a b c d e f g h i '.repeat(30)}x${at}`),
      many(440, (at) => `${'i h g f e d c b a '.repeat(30)}y${at}`),
    ],
    [
      'have many words',
      many(440, (at) => many(300, (word) => `w${word}`).join(' ') + ` ${at}`),
      many(440, (at) => many(300, (word) => `w${299 - word}`).join(' ') + ` ${at}`),
    ],
  ])('is compared in a limited number of steps: sentences %s', (_, old, next) => {
    const steps = new Steps(maxSteps);
    const found = associate(
      old.map((text, at) => ({ id: `s${at}`, text })),
      next.map((text) => ({ text })),
      steps,
    );
    expect(found).toHaveLength(next.length);
    expect(steps.spent).toBeGreaterThan(1000);
    expect(steps.spent).toBeLessThanOrEqual(maxSteps);
    // After the last step, each way of comparing asks for at most one more step.
    expect(steps.refused).toBeLessThan(20);
  });

  it('is compared well if it has 300 sentences: each is paired with the most similar one, and one became part of another', () => {
    const old = many(300, (at) => ({ id: `s${at}`, text: `The witness number ${at} told the court about day ${at}.` }));
    const next = many(300, (at) => ({ text: `A witness number ${299 - at} told the court about day ${299 - at}.` }));
    const found = associate(
      [...old, { id: 'gone', text: 'Nobody was hurt there.' }],
      [
        ...next,
        { text: 'It rained, and nobody was hurt there, said a neighbour who had seen all of it from the window.' },
      ],
    );
    expect(found.slice(0, 300).map((one) => one.id)).toEqual(many(300, (at) => `s${299 - at}`));
    expect(found[300]).toEqual({ id: 'gone', certain: [], guessed: ['gone'] });
  });
});
