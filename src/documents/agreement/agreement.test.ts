import { describe, expect, it } from 'vitest';
import type { ComparedClaim, PointKind, Verdict } from './agreement.ts';
import { compareCitedSentence, compareSentence } from './compare-sentence.ts';

const arrest =
  'Police arrested Marta Kolin, the editor of the Coastal Herald, on 11 May 2024 and fined her 5,000 dollars.';
const claim = (text: string, more: Partial<ComparedClaim> = {}): ComparedClaim => ({
  texts: [text],
  speakers: [['Union of Coastal Writers']],
  mode: 'stated',
  ...more,
});
/** The points that are not supported, as "kind verdict: words". */
const found = (sentence: string, ...claims: ComparedClaim[]): string[] =>
  compareSentence({ text: sentence }, claims)
    .points.filter(({ verdict }) => verdict !== 'supported')
    .map(({ kind, verdict, sentence: { text } }) => `${kind} ${verdict}: ${text}`);
const verdictOf = (sentence: string, ...claims: ComparedClaim[]): Verdict =>
  compareSentence({ text: sentence }, claims).verdict;

describe('A sentence agrees with its claims', () => {
  it.each([
    [arrest],
    ['Kolin, the paper’s editor, was arrested in May 2024.'],
    ['Marta Kolin was detained by police on 11 May and had to pay a fine of $5,000.'],
    ['The editor was fined about 5,000 dollars, the Union of Coastal Writers said.'],
  ])('if it says less, or the same in other words: %s', (sentence) => {
    expect(found(sentence, claim(arrest))).toEqual([]);
    expect(verdictOf(sentence, claim(arrest))).toBe('supported');
  });

  it('if several claims support it together', () => {
    const second = claim('The court released Marta Kolin on 14 May 2024.');
    expect(verdictOf('Kolin was arrested on 11 May 2024 and released three days later.', claim(arrest), second)).toBe(
      'supported',
    );
  });

  it('if a value, a name or the day of the source supports it', () => {
    const bare = claim('She was arrested on Saturday.', {
      dates: ['2024-05-11'],
      names: [['Marta Kolin', 'Марта Колин']],
      numbers: [14],
      money: [{ amount: 5000, currency: 'USD' }],
      day: '2024-05-14',
    });
    expect(verdictOf('Marta Kolin was arrested on 11 May 2024, with 14 others, and fined $5,000.', bare)).toBe(
      'supported',
    );
  });

  it('if they are in another language and script, and differences are found there, too', () => {
    const russian = claim('Полиция задержала редактора Тимура Какимжанова 11 мая 2024 года и изъяла 14 телефонов.');
    expect(verdictOf('Police detained the editor, Timur Kakimzhanov, in May 2024 and seized 14 phones.', russian)).toBe(
      'supported',
    );
    expect(found('Police detained Timur Kakimzhanov on 12 May 2024 and seized 40 phones.', russian)).toEqual([
      'date contradicted: 12 May 2024',
      'number not-in-claims: 40',
    ]);
  });
});

describe('A difference between a sentence and its claims', () => {
  const cases: [PointKind, Verdict, string, ComparedClaim[]][] = [
    ['date', 'contradicted', 'Marta Kolin was arrested on 12 May 2019.', [claim(arrest)]],
    ['date', 'not-in-claims', 'Marta Kolin was arrested on 11 May 2024 and released on 14 May 2024.', [claim(arrest)]],
    ['money', 'contradicted', 'Marta Kolin was fined 50,000 dollars.', [claim(arrest)]],
    ['number', 'contradicted', 'Police seized 40 phones.', [claim('Police seized 14 phones.')]],
    ['number', 'not-in-claims', 'Police arrested Marta Kolin and 14 others.', [claim(arrest)]],
    ['name', 'contradicted', 'Police arrested Marta Kovin, the editor of the Coastal Herald.', [claim(arrest)]],
    ['name', 'not-in-claims', 'Police arrested Marta Kolin and Ana Berg.', [claim(arrest)]],
    [
      'roles',
      'contradicted',
      'The Coastal Herald sued the mill.',
      [claim('The mill sued the Coastal Herald for libel.')],
    ],
    [
      'negation',
      'contradicted',
      'The police searched the newsroom.',
      [claim('The police did not search the newsroom.')],
    ],
    ['negation', 'contradicted', 'The court rejected her complaint.', [claim('The court upheld her complaint.')]],
    [
      'modality',
      'contradicted',
      'Marta Kolin was convicted of libel.',
      [claim('Prosecutors charged Marta Kolin with libel.')],
    ],
    ['modality', 'contradicted', 'The police may have dropped the case.', [claim('The police dropped the case.')]],
    [
      'modality',
      'contradicted',
      'Soldiers beat the reporter.',
      [claim('Soldiers beat the reporter.', { mode: 'alleged' })],
    ],
    [
      'attribution',
      'contradicted',
      'The police said that the newsroom had been sealed.',
      [claim('The newsroom was sealed.', { speakers: [['Editor Ana Berg']] })],
    ],
    [
      'quotation',
      'contradicted',
      'She said: “We will not be silenced by him.”',
      [claim('“We will not be silenced by anyone,” she said.', { mode: 'quoted' })],
    ],
  ];
  it('is found in the name of an outlet in quotation marks, which is no quotation', () => {
    const raid = claim('Police searched the office of the “Coastal Herald”.');
    const found = (text: string) =>
      compareCitedSentence({ text }, [raid])!.flatMap(({ kind, verdict }) => (verdict === 'supported' ? [] : [kind]));
    expect(found('Police searched the office of the “Coastal Herald”.')).toEqual([]);
    expect(found('Police searched the office of the “Northern Herald”.')).toContain('name');
  });

  it.each(cases)('of the kind “%s” is found, with the verdict “%s”: %s', (kind, verdict, sentence, claims) => {
    const { points } = compareSentence({ text: sentence }, claims);
    expect(points.filter((point) => point.kind === kind).map((point) => point.verdict)).toContain(verdict);
  });

  it('is found with the words of the sentence and of the claim', () => {
    const sentence = 'Marta Kolin was arrested on 12 May 2019.';
    const { verdict, points } = compareSentence({ text: sentence }, [claim(arrest)]);
    expect(verdict).toBe('contradicted');
    expect(points.find(({ kind }) => kind === 'date')).toEqual({
      kind: 'date',
      verdict: 'contradicted',
      sentence: { start: 28, end: 39, text: '12 May 2019' },
      claim: '11 May 2024',
    });
  });

  it('is found even if another claim gives the date to something else', () => {
    const held = claim('Marta Kolin was taken to a prison in the capital on 12 May 2024.');
    expect(
      found(
        'Marta Kolin, the editor of the Coastal Herald, was arrested by police on 12 May 2024.',
        claim(arrest),
        held,
      ),
    ).toEqual(['date contradicted: 12 May 2024']);
  });
});

describe('Dates, numbers and names', () => {
  const differing = (sentence: string, text: string): string[] =>
    compareSentence({ text: sentence, language: 'en' }, [claim(text, { language: 'en' })])
      .points.filter(({ verdict }) => verdict === 'contradicted' || verdict === 'not-in-claims')
      .map(({ kind }) => kind);

  it.each<[string, string]>([
    ['The warrant was issued on 15 July.', 'She left on 14 July, a day before the warrant was issued.'],
    ['He was out again on 10 March.', 'He was arrested on 28 February 2023 and released ten days later.'],
    ['The 34-year-old reporter was held.', 'The reporter, 34, was held for 48 hours.'],
    ['Ten of the 40 reporters did not come.', 'Of 40 reporters, 30 came.'],
    ['Police seized six devices.', 'Police seized two laptops, three phones and a camera.'],
    ['Some two dozen people attacked the crew.', 'Between 20 and 30 people attacked the crew.'],
    ['J. P. Haldane resigned.', 'Editor John Peter Haldane resigned.'],
    ['Mohammed al-Rasheed owns the channel.', 'Mohammed al-Rashid owns the channel.'],
    ['The owner is Mohammad Al Rasheed.', 'Sheikh Mohammed al-Rashid owns the channel.'],
    ['Mueller of RFA was held.', 'Müller, who works for Radio Free Asia, was held.'],
    ['Yerzhan Suleimenov was detained.', 'Задержан Ержан Сулейменов.'],
    ['Fire destroyed the archive.', 'Arsonists burned the archive.'],
  ])('agree in another form: “%s” and “%s”', (sentence, text) => {
    expect(differing(sentence, text)).toEqual([]);
  });

  it.each<[PointKind, string, string]>([
    ['date', 'The ban has been in force since 3 January 2022.', 'It took effect the day after 31 December 2021.'],
    ['date', 'The hearing will be held on 20 May.', 'The hearing was moved from 4 to 18 May 2023.'],
    ['number', 'The 43-year-old reporter was held.', 'The reporter, 34, was held for 48 hours.'],
    ['number', 'Two thirds of the reporters came.', 'Of 40 reporters, 30 came.'],
    ['number', 'Police seized seven devices.', 'Police seized two laptops, three phones and a camera.'],
    ['name', 'J. R. Haldane resigned.', 'Editor John Peter Haldane resigned.'],
    ['name', 'Mohammed al-Rahim owns the channel.', 'Mohammed al-Rashid owns the channel.'],
    ['name', 'The flat of Anna M. was searched.', 'Police searched the flat of Anna K. in Brno.'],
  ])('differ (%s): “%s” and “%s”', (kind, sentence, text) => {
    expect(differing(sentence, text)).toContain(kind);
  });
});

describe('Who does what, whether it was done, and whether it is denied', () => {
  it.each<[string, string, string]>([
    ['negation', 'The editor was killed in the shelling.', 'The editor survived the shelling.'],
    ['negation', 'The ministry continues to publish the list.', 'The ministry has stopped publishing the list.'],
    ['negation', 'Officers with a warrant searched the newsroom.', 'Officers searched the newsroom without a warrant.'],
    ['negation', 'The hackers got access to the archive.', 'The hackers did not get access to the archive.'],
    ['modality', 'The company sold the newspaper.', 'The company considered selling the newspaper.'],
    ['modality', 'The police returned the cameras.', 'The court ordered the police to return the cameras.'],
    ['modality', 'The reporter disclosed secrets.', 'Prosecutors charged the reporter with disclosing secrets.'],
    ['modality', 'He has yet to decide whether to pay.', 'He will pay.'],
    ['roles', 'Jan Kruk, the editor, interviewed Tomasz Wrona.', 'Tomasz Wrona, the editor, interviewed Jan Kruk.'],
    [
      'roles',
      'The plaintiff is the reporter Dray.',
      'The plaintiff is the bank Ameri, and the defendant is the reporter Dray.',
    ],
    ['roles', 'The governor criticised her.', 'She criticised the governor.'],
  ])('are compared (%s): “%s” differs from “%s”', (kind, sentence, text) => {
    const wrong = compareSentence({ text: sentence, language: 'en' }, [claim(text, { language: 'en' })]).points.filter(
      ({ verdict }) => verdict === 'contradicted' || verdict === 'not-in-claims',
    );
    expect(wrong.map((point) => point.kind)).toContain(kind);
  });

  it.each<[string, string]>([
    ['The editor was not killed in the shelling.', 'The editor survived the shelling.'],
    ['The list is no longer published by the ministry.', 'The ministry has stopped publishing the list.'],
    ['The officers had no warrant.', 'Officers searched the newsroom without a warrant.'],
    ['In 2020 the company thought about a sale.', 'The company considered selling the newspaper in 2020.'],
    ['The mill’s owner, Jan Kruk, was interviewed by the editor.', 'Tomasz Wrona, the editor, interviewed Jan Kruk.'],
    ['The bank Ameri is suing Dray.', 'The plaintiff is the bank Ameri, and the defendant is the reporter Dray.'],
    ['The police searched the newsroom.', 'The police carried out a search of the newsroom.'],
    ['The complaint has not been heard yet.', 'The tribunal will hear the complaint in June.'],
    ['It was not the city that ordered the removal.', 'The city did not order the removal.'],
    ['There was no legal basis for detaining the reporter.', 'The detention of the reporter was unlawful.'],
    ['If reports are right, the office has frozen her accounts.', 'The office reportedly froze her accounts.'],
    ['The blog took the posts down.', 'The judge ordered the blog to take down the posts. The blog complied.'],
  ])('agree in other words: “%s” and “%s”', (sentence, text) => {
    const { verdict } = compareSentence({ text: sentence, language: 'en' }, [claim(text, { language: 'en' })]);
    expect(['supported', 'unsure']).toContain(verdict);
  });
});

describe('The comparison of a sentence with its claims', () => {
  it('is unsure without claims, and does not take “on Monday” for a contradiction of “this week”', () => {
    expect(compareSentence({ text: 'It was so.' }, [])).toEqual({ verdict: 'unsure', points: [] });
    expect(verdictOf('The site was closed on Monday.', claim('The site was closed this week.'))).not.toBe(
      'contradicted',
    );
  });

  it('ends soon, even with very long texts and many claims', () => {
    const long = `${'Police arrested 14 of the 20 men on 11 May 2024, he said. “No.” '.repeat(400)}`;
    const claims = Array.from({ length: 60 }, () => claim(long));
    expect(compareSentence({ text: long }, claims).points.length).toBeGreaterThan(0);
  });
});
