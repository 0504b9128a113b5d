import { describe, expect, test } from 'vitest';
import { extract } from '../../../evidence/extract/extract.ts';
import { draftPage } from '../../draft.ts';
import { draftSchema, type Draft, type DraftClaim } from '../../schema.ts';
import { warningsOf } from '../../words.ts';

const opening = 'Түні бойы айлақ үстінде жаңбыр жауып, таңға қарай су деңгейі бір метрге көтерілді.';
const pageOf = (...paragraphs: string[]) =>
  extract(
    Buffer.from(
      `Айлақтағы түнгі ауысым ерте аяқталды\n\n2024 жылғы 6 шілде\n\n${[opening, ...paragraphs].join('\n\n')}\n`,
    ),
    { contentType: 'text/plain' },
  );
const draftOf = (...paragraphs: string[]): Draft => draftPage(pageOf(...paragraphs));
const said = (...paragraphs: string[]): DraftClaim[] =>
  draftOf(...paragraphs).claims.filter(({ pagesOwn }) => !pagesOwn);
const short = (claim: DraftClaim): string =>
  `${claim.chain.map(({ actor, asWritten }) => actor ?? `(${asWritten ?? ''})`).join(' < ')} ${claim.mode}: ${claim.wording}`;

describe('an attribution in Kazakh', () => {
  test.each([
    ['«Бұйрық түнде келді», – деді Анар Төреқұлова.', 'Анар Төреқұлова quoted: Бұйрық түнде келді'],
    [
      '– Бұйрық түнде келді, – деді Анар Төреқұлова. – Біз ұйықтап жаттық.',
      'Анар Төреқұлова quoted: Бұйрық түнде келді […] Біз ұйықтап жаттық.',
    ],
    ['«Бұйрық түнде келді», – деп жазды Анар Төреқұлова.', 'Анар Төреқұлова quoted: Бұйрық түнде келді'],
    ['Анар Төреқұлованың айтуынша, бұйрық түнде келген.', 'Анар Төреқұлова stated: Бұйрық түнде келген.'],
    ['Қойма, Марат Жылқышиевтің сөзінше, жабық тұр.', 'Марат Жылқышиев stated: Қойма жабық тұр.'],
    ['Анар Төреқұлованың пікірінше, бұйрық кешікті.', 'Анар Төреқұлова quoted: Бұйрық кешікті.'],
    ['Анар Төреқұлова бұйрықтың түнде келгенін айтты.', 'Анар Төреқұлова stated: Бұйрықтың түнде келгенін.'],
    ['Анар Төреқұлова бұйрықтың кешіккенін мойындады.', 'Анар Төреқұлова acknowledged: Бұйрықтың кешіккенін.'],
    ['Анар Төреқұлова қойманың сатылғанын жоққа шығарды.', 'Анар Төреқұлова denied: Қойманың сатылғанын.'],
    [
      'Анар Төреқұлова бұйрықтың өзгеруі мүмкін екенін жоққа шығармады.',
      'Анар Төреқұлова left-unclear: Бұйрықтың өзгеруі мүмкін екенін.',
    ],
    ['Анар Төреқұлова қойманы ашуды талап етті.', 'Анар Төреқұлова quoted: Қойманы ашуды.'],
    ['Анар Төреқұлова бұйрық заңсыз деп санайды.', 'Анар Төреқұлова quoted: Бұйрық заңсыз.'],
    ['Анар Төреқұлова: «Бұйрық түнде келді».', 'Анар Төреқұлова quoted: Бұйрық түнде келді'],
  ])('is read: %s', (sentence, expected) => expect(said(sentence).map(short)).toEqual([expected]));
});

test('a surname loses the ending of its case, and is resolved to the full name on the page', () =>
  expect(said('Марат Жылқышиев айлаққа келді.', 'Жылқышиевтің айтуынша, қойма жабық тұр.')[0]?.chain[0]).toMatchObject({
    actor: 'Марат Жылқышиев',
    asWritten: 'Жылқышиевтің',
  }));

describe('“ол” (he or she)', () => {
  test('is the person who was named before', () =>
    expect(said('Анар Төреқұлова таңертең келді.', '«Қойма жабық», – деді ол.')[0]?.chain[0]?.actor).toBe(
      'Анар Төреқұлова',
    ));

  test.each([
    ['two people', ['Анар Төреқұлова Марат Жылқышиевті күтіп алды.', '«Қойма жабық», – деді ол.']],
    ['no one', ['«Қойма жабық», – деді ол.']],
  ])('stays open after %s', (_, paragraphs) => expect(said(...paragraphs).at(-1)?.chain[0]?.actor).toBeNull());
});

test.each(['Марат Жылқышиев айлаққа келді.', 'Анар Төреқұлова түсінік беруден бас тартты.'])(
  'no attribution is read from: %s',
  (sentence) => expect(said(sentence)).toEqual([]),
);

describe('facts', () => {
  test.each([
    ['Қойма 2023 жылғы 12 наурызда жабылды, деді Анар Төреқұлова.', ['2023-03-12']],
    ['Қойма 12 наурызда жабылды, деді Анар Төреқұлова.', ['2024-03-12']],
    ['Қойма дүйсенбі күні жабылды, деді Анар Төреқұлова.', ['2024-07-01']],
    ['Қойма кеше жабылды, деді Анар Төреқұлова.', ['2024-07-05']],
    ['Қойма былтыр қарашада жабылды, деді Анар Төреқұлова.', ['2023-11']],
    ['Қойма өткен аптада жабылды, деді Анар Төреқұлова.', ['[2024-06-24..2024-06-30]']],
  ])('dates: %s', (sentence, dates) =>
    expect(said(sentence).flatMap((claim) => claim.dates.map(({ edtf }) => edtf))).toEqual(dates),
  );

  test.each([
    ['Қойма 150 мың теңге тұрады, деді Анар Төреқұлова.', '150000 KZT'],
    ['Қойма 14 млн теңгеге сатылды, деді Анар Төреқұлова.', '14000000 KZT'],
    ['Қойма төрт миллион сом тұрады, деді Анар Төреқұлова.', '4000000 KGS'],
  ])('sums: %s', (sentence, sum) =>
    expect(said(sentence).flatMap(({ money }) => money.map(({ amount, currency }) => `${amount} ${currency}`))).toEqual(
      [sum],
    ),
  );

  test.each([
    ['Полиция Анар Төреқұлованы қойма алдында ұстады.', 'detention'],
    ['Анар Төреқұлованың үйінде тінту жүрді.', 'search'],
    ['Анар Төреқұловаға айыппұл салынды.', 'fine'],
    ['Сайт бүгін таңертең бұғатталды.', 'blocking'],
    ['Анар Төреқұловаға қатысты іс қозғалды.', 'investigation'],
  ])('acts: %s', (sentence, act) => expect(draftOf(sentence).claims.flatMap(({ acts }) => acts)).toContain(act));
});

test('a Kazakh page has its language and date, a valid draft, and a warning that it is read less well', () => {
  const page = pageOf('«Бұйрық түнде келді», – деді Анар Төреқұлова.', 'По словам Анны Ветровой, склад закрыт.');
  const draft = draftPage(page);
  expect(draft.fields).toMatchObject({ language: 'kk', published: '2024-07-06' });
  expect(draftSchema.parse(draft)).toEqual(draft);
  expect(draft.claims.flatMap(({ chain }) => chain.map(({ verb }) => verb))).toEqual(
    expect.arrayContaining(['деді', 'По словам']),
  );
  expect(warningsOf(page, draft).map(({ key }) => key)).toEqual(['drafting.language.kk']);
});
