import { describe, expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';
import type { DraftClaim } from '../schema.ts';

const claims = (body: string): DraftClaim[] =>
  draftPage(
    extract(Buffer.from(`Court hears case against weekly newspaper\n\n12 May 2020\n\n${body}\n`), {
      contentType: 'text/plain',
    }),
  ).claims.filter((claim) => !claim.pagesOwn);
/**
 * Each attributed claim as "mode: first speaker ← … ← last speaker". A speaker without a resolved name is in quotes, as
 * written; a speaker of an earlier sentence is in brackets.
 */
const who = (body: string): string[] =>
  claims(body).map(
    (claim) =>
      `${claim.mode}: ${claim.chain.map((link) => (link.carriedOver ? `[${link.actor ?? `'${link.asWritten}'`}]` : (link.actor ?? `'${link.asWritten}'`))).join(' ← ')}`,
  );

describe('a speaker', () => {
  test.each<[string, string, string[]]>([
    ['the editor', 'Its editor, Goran Bilic, was out. The editor said he would appeal.', ['stated: Goran Bilic']],
    [
      'X, the editor of Y',
      'Goran Bilic, the editor of Vesti, was out. The editor said he would appeal.',
      ['stated: Goran Bilic'],
    ],
    [
      'the judge',
      'Justice Maria Santos heard the case on Monday. The judge observed that the paper was right.',
      ['stated: Maria Santos'],
    ],
    ['the publisher is a company', 'The publisher, Blue Ltd, rejects the accusation.', ['denied: Blue Ltd']],
    [
      'a given name alone',
      'Faisal Kunhi runs the paper. Suresh Varrier, its owner, left. Faisal says he was never asked.',
      ['stated: Faisal Kunhi'],
    ],
    ['a given name that is a city', 'Sofia Reis met reporters. She said it was over.', ['stated: Sofia Reis']],
    [
      'an institution by its head word',
      'The Union of Coastal Writers met. The Union said it would help.',
      ['stated: Union of Coastal Writers'],
    ],
    [
      'an office with a capital before its holder',
      'The Delegate, Mr. Goran Bilic, rejects talk of a ban.',
      ['denied: Goran Bilic'],
    ],
    [
      'an office with “of” before its holder',
      'The Director of Content, Mr. Goran Bilic, said: “A microphone is like a knife.”',
      ['quoted: Goran Bilic'],
    ],
    [
      'a common noun that begins the sentence',
      'Estimates suggest that 8,000 copies were pulped.',
      ["stated: 'Estimates'"],
    ],
    [
      'a speaker whose words another passes on',
      'The Drevno Police, Bilic said, told him the file had travelled to Zora.',
      ['stated: Drevno Police ← Bilic'],
    ],
    [
      'an unnamed speaker whose words another passes on',
      'A friend warned her, Goran Bilic says, that there was one on her own stairs.',
      ["stated: 'A friend' ← Goran Bilic"],
    ],
    [
      'someone quoted by a lawyer, after the quotation',
      '“They asked me for the name of the clerk,” the lawyer, Ana Kos, quoted Goran Bilic as saying.',
      ['quoted: Goran Bilic ← Ana Kos'],
    ],
    [
      'a surname of two words',
      'Ramiro Ixtal Nune was out. Ixtal Nune said it was late.',
      ['stated: Ramiro Ixtal Nune'],
    ],
    [
      '“it” that means the subject of the same sentence',
      'The Drevno City Court meets in May; meanwhile it has told the office that the file is late.',
      ['stated: Drevno City Court'],
    ],
    [
      'the plaintiff, to whom damages are paid',
      'A court ordered the paper to pay damages to Ivan Hrim. The plaintiff said he was content.',
      ["ordered: 'A court'", 'stated: Ivan Hrim'],
    ],
  ])('is found: %s', (_, body, expected) => expect(who(body)).toEqual(expected));

  test.each<[string, string, string[]]>([
    [
      'two editors',
      'Its editor, Goran Bilic, met the editor of Zora, Ana Kos. The editor said it was late.',
      ["stated: 'The editor'"],
    ],
    [
      'another court than the one named before',
      'The Drevno District Court met. The appeals court awarded costs to the station.',
      ["ordered: 'The appeals court'"],
    ],
    ['two outlets', 'Radio Kanal met Radio Zora. The station said it was late.', ["stated: 'The station'"]],
    [
      '“police” after the name of one police force',
      'The Border Police met. Police said two men had been arrested.',
      ["stated: 'Police'"],
    ],
    [
      '“the rights group” after the name of a committee',
      'The Committee for Network Supervision met. The rights group said it was late.',
      ["stated: 'The rights group'"],
    ],
  ])('is not guessed: %s', (_, body, expected) => expect(who(body)).toEqual(expected));
});

describe('who said words, and through whom they reached the page', () => {
  test.each<[string, string, string[]]>([
    [
      'told another outlet',
      '“It was a ransom,” her brother, Ivan Hrim, told the AFP news agency.',
      ['quoted: Ivan Hrim ← Agence France-Presse'],
    ],
    ['told reporters in general', '“It was a ransom,” Ivan Hrim told reporters.', ['quoted: Ivan Hrim']],
    [
      'a statement that another outlet saw',
      'The exporter, Blue Ltd, welcomed the decision in a statement seen by Reuters.',
      ['stated: Blue Ltd ← Reuters'],
    ],
    [
      'a denial (what is denied is no claim)',
      'The mayor denied that the firm had asked for the raid.',
      ["denied: 'The mayor'"],
    ],
    [
      '"knows nothing of" denies',
      'The mayor knows nothing of any raid, his spokesman, Ivan Hrim, said.',
      ['denied: Ivan Hrim'],
    ],
    ['“by his reckoning”', 'By Ivan Hrim’s reckoning, 9 million had gone.', ['estimated: Ivan Hrim']],
    [
      '“put it this way”',
      'Ivan Hrim put it this way: “Nobody reads it and everybody fears it.”',
      ['quoted: Ivan Hrim'],
    ],
    [
      '“said” at the start of the sentence',
      'Said Ivan Hrim: “Nobody has shown us which line was wrong.”',
      ['quoted: Ivan Hrim'],
    ],
    [
      'an aside after the verb',
      'Ivan Hrim pleaded, in the alternative, that the words were true.',
      ['stated: Ivan Hrim'],
    ],
    [
      'a court directs',
      'The Kerala High Court directed the ministry to hand over the request.',
      ['ordered: Kerala High Court'],
    ],
    ['a platform speaks', 'YouTube told the channel that the video had been blocked.', ['stated: YouTube']],
    [
      'each sentence of a longer quotation',
      'Ivan Hrim said: “They took the servers. They took the archive too.”',
      ['quoted: Ivan Hrim', 'quoted: [Ivan Hrim]'],
    ],
    [
      'a list of demands',
      'The union met on Monday in the old town hall with its members.\n\nThe Press Union calls on:\n\n- the police to return the servers they took;\n- parliament to reject the bill.',
      ['stated: [Press Union]', 'stated: [Press Union]'],
    ],
    [
      'a court’s decision in the passive',
      'The Drevno District Court ordered the paper to apologise. Costs of 200 euros were awarded against the editor.',
      ['ordered: Drevno District Court', 'ordered: [Drevno District Court]'],
    ],
  ])('is read: %s', (_, body, expected) => expect(who(body)).toEqual(expected));

  test.each([
    'The station is to open a second studio in August.',
    'The minister had twice written to the governor.',
    'Officers asked him to name his source.',
    'The plaintiff called one witness, a surveyor.',
    'He understands the risk that reporters run.',
  ])('is not invented: %s', (body) => expect(who(body)).toEqual([]));
});

describe('the wording', () => {
  const wordings = (body: string): string[] => claims(body).map((claim) => claim.wording);

  test('of a pure quotation is only the quotation, without its introduction', () => {
    const [claim] = claims(
      'In a Facebook post explaining his decision to sue the sites again, cited by HRW, Petrov wrote: “Despite rulings, they publish similar articles.”',
    );
    expect(claim).toMatchObject({ kind: 'quotation', wording: 'Despite rulings, they publish similar articles.' });
  });

  test('is a clause with its subject, or includes the speaker if the clause has no subject', () => {
    expect(wordings('Judge Ivan Hrim ruled the detention unlawful.')).toEqual([
      'Judge Ivan Hrim ruled the detention unlawful.',
    ]);
    expect(wordings('A judge had ordered her release eight days earlier, her lawyer, Ana Kos, said.')).toEqual([
      'A judge had ordered her release eight days earlier.',
    ]);
    const list =
      'A group of 26 organizations, including PEN International and the International Press Institute (IPI), sent an open letter on 8 May to officials expressing concern about the raid';
    const own = draftPage(
      extract(Buffer.from(`Groups write to officials over raid\n\n12 May 2020\n\n${list}.\n`)),
    ).claims;
    expect(own.map((claim) => claim.wording)).toEqual([`${list}.`]);
    expect(wordings(`${list}, Ivan Hrim said.`)).toEqual([`${list}.`]);
  });
});
