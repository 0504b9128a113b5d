import { describe, expect, it } from 'vitest';
import type { Mode } from '../../record/tables.ts';
import type { CompilableClaim } from './compilable-claim.ts';
import { compileBlocks, draftLanguageOf } from './compile.ts';
import { inRussianStyle } from './style.ts';
import { as, quoted, told, voice } from './testing/claims.ts';
import type { Voice } from './voices.ts';
import { isPlural } from './words-ru.ts';

/* An invented country, with invented outlets and people. */

const dovar = voice('Ильмар Довар', 'person');
const reen = voice('Селла Рин', 'person');
const lantern = voice('Фонарь', 'outlet', { own: true });
const courier = voice('Портовый курьер', 'outlet');
const office = voice('Прокуратура Доварска', 'authority');
const union = voice('Союз журналистов', 'organisation', { own: true });
const reporters = voice('Репортеры без границ', 'organisation', { plural: true });
const neighbours = voice('соседи', null, { plural: true });
const letter = voice('в открытом письме', 'page');
const court = voice('суд в Доварске', null, { verb: 'постановил' });
const post = { kind: 'post', words: 'в публикации в Telegram' };
const verb = (who: Voice, words: string): Voice => ({ ...who, verb: words });

const text = (...all: CompilableClaim[]): string =>
  compileBlocks(all, 'ru')
    .flatMap((block) => (block.sentences ?? []).map((one) => one.text))
    .join(' ');

const rows: [CompilableClaim | CompilableClaim[], string][] = [
  // Allegations: the speaker comes first.
  [
    as('alleged', 'Издания опубликовали недостоверные сведения.', dovar),
    'Ильмар Довар утверждает, что издания опубликовали недостоверные сведения.',
  ],
  [as('alleged', 'редактор взял деньги', dovar), 'Ильмар Довар утверждает, что редактор взял деньги.'],
  [as('alleged', 'Редактор взял деньги.', verb(dovar, 'заявил')), 'Ильмар Довар заявил, что редактор взял деньги.'],
  [
    as('alleged', 'Редактор взял деньги.', verb(office, 'сообщила журналистам')),
    'Прокуратура Доварска сообщила журналистам, что редактор взял деньги.',
  ],
  [as('alleged', 'Редактор взял деньги.', neighbours), 'Соседи утверждают, что редактор взял деньги.'],
  [as('alleged', 'Селла Рин взяла деньги.', dovar), 'Ильмар Довар утверждает, что Селла Рин взяла деньги.'],
  [as('alleged', 'Публикации порочат его честь.', dovar), 'Ильмар Довар утверждает, что публикации порочат его честь.'],
  [
    as('alleged', 'Несмотря на решение сайт продолжает работу.', dovar),
    'Ильмар Довар утверждает, что несмотря на решение сайт продолжает работу.',
  ],
  [
    as('alleged', 'Редактор взял деньги.', dovar, courier),
    'Как сообщает Портовый курьер, Ильмар Довар утверждает, что редактор взял деньги.',
  ],
  [
    as('alleged', 'Редактор взял деньги.', dovar, letter),
    'Как говорится в открытом письме, Ильмар Довар утверждает, что редактор взял деньги.',
  ],
  [
    as('alleged', 'Некоторые авторы не исполняют решение.', { ...verb(dovar, 'написал'), writing: post }),
    'Ильмар Довар написал в публикации в Telegram, что некоторые авторы не исполняют решение.',
  ],
  [
    as('alleged', 'Редактор взял деньги.', verb(dovar, 'по словам')),
    'Ильмар Довар утверждает, что редактор взял деньги.',
  ],
  [
    [as('alleged', 'Редактор взял деньги.', dovar), as('alleged', 'Редактор взял деньги.', reen)],
    'Ильмар Довар и Селла Рин утверждают, что редактор взял деньги.',
  ],
  [
    [as('alleged', 'Редактор взял деньги.', dovar), as('alleged', 'Сайт не платит налоги.', dovar)],
    'Ильмар Довар утверждает, что редактор взял деньги. Довар утверждает, что сайт не платит налоги.',
  ],
  // Plain statements.
  [told('Полиция обыскала редакцию.', [union]), 'Союз журналистов сообщает, что полиция обыскала редакцию.'],
  [told('Полиция обыскала редакцию', [reporters]), 'Репортеры без границ сообщают, что полиция обыскала редакцию.'],
  [told('Обыски начались на рассвете.', [lantern]), 'Фонарь сообщает, что обыски начались на рассвете.'],
  [told('Полиция пришла в девять.', [reen]), 'Селла Рин говорит, что полиция пришла в девять.'],
  [told('Полиция пришла в девять.', [verb(reen, 'рассказала')]), 'Селла Рин рассказала, что полиция пришла в девять.'],
  [told('RSF осудила обыски.', [courier]), 'Портовый курьер сообщает, что RSF осудила обыски.'],
  [told('fonar.example заблокирован.', [courier]), 'Портовый курьер сообщает, что fonar.example заблокирован.'],
  // If the first word may be a name or not, the speaker comes last.
  [told('Задержана Рин.', [courier]), 'Задержана Рин, сообщает Портовый курьер.'],
  [told('Опечатано помещение.', [letter]), 'Опечатано помещение, говорится в открытом письме.'],
  [
    told('Заседание перенесли на 2031-05-14.', [courier]),
    'Портовый курьер сообщает, что заседание перенесли на 14 мая 2031 года.',
  ],
  [
    told('Полиция пришла в девять.', [verb(reen, 'рассказала'), verb(courier, 'сообщил')]),
    'Как сообщил Портовый курьер, Селла Рин рассказала, что полиция пришла в девять.',
  ],
  [told('Полиция обыскала редакцию.', []), 'Сообщается, что полиция обыскала редакцию.'],
  [told('Полиция обыскала редакцию.', [letter]), 'В открытом письме говорится, что полиция обыскала редакцию.'],
  [
    [told('Полиция пришла.', [letter]), told('Полиция ушла.', [letter])],
    'В открытом письме говорится, что полиция пришла. В письме говорится, что полиция ушла.',
  ],
  [told('Союз журналистов основан в 1990 году.', [union]), 'Союз журналистов основан в 1990 году.'],
  [
    [told('Полиция пришла.', [union]), told('Полиция пришла.', [courier])],
    'Союз журналистов и Портовый курьер сообщают, что полиция пришла.',
  ],
  // Denials.
  [as('denied', 'Полиция изъяла компьютеры.', office), 'Прокуратура Доварска отрицает, что полиция изъяла компьютеры.'],
  [
    as('denied', 'Редактор взял деньги.', reen, courier),
    'Как сообщает Портовый курьер, Селла Рин отрицает, что редактор взял деньги.',
  ],
  [as('denied', 'Селла Рин отрицает вину.', reen, courier), 'Селла Рин отрицает вину, сообщает Портовый курьер.'],
  // Courts.
  [
    as('ordered', 'Суд обязал сайт выплатить 50 200 000 крон.', court, courier),
    'Портовый курьер сообщает, что суд обязал сайт выплатить 50,2 млн крон.',
  ],
  [
    as('ruled', 'Статья законна.', voice('Верховный суд', 'court', { verb: 'признал' })),
    'Верховный суд признал, что статья законна.',
  ],
  [as('estimated', 'Сайт потерял треть читателей.', lantern), 'Фонарь считает, что сайт потерял треть читателей.'],
  [
    as('acknowledged', 'Обыск прошёл без ордера.', office),
    'Прокуратура Доварска признаёт, что обыск прошёл без ордера.',
  ],
  // What is left open.
  [
    as('left-unclear', 'Кто приказал провести обыск?', union),
    'Остаётся неясным, кто приказал провести обыск, сообщает Союз журналистов.',
  ],
  [
    as('left-unclear', 'Неизвестно, кто приказал провести обыск.', union),
    'Неизвестно, кто приказал провести обыск, сообщает Союз журналистов.',
  ],
  [
    as('left-unclear', 'Полиция имела ордер.', union),
    'Остаётся неясным, верно ли, что полиция имела ордер, сообщает Союз журналистов.',
  ],
  // Quotations, word for word.
  [
    quoted('Они пришли в шесть и забрали все компьютеры.', verb(reen, 'сказала')),
    '«Они пришли в шесть и забрали все компьютеры», — сказала Селла Рин.',
  ],
  [quoted('Кто будет следующим?', union), '«Кто будет следующим?» — сообщает Союз журналистов.'],
  [quoted('«давление на прессу»', verb(reen, 'заявила')), 'Селла Рин заявила: «давление на прессу».'],
  [
    quoted('давление на прессу', reen, courier),
    'Как сообщает Портовый курьер, Селла Рин говорит: «давление на прессу».',
  ],
  [
    quoted('Они забрали все компьютеры.', verb(reen, 'сказала'), courier),
    '«Они забрали все компьютеры», — сказала Селла Рин, сообщает Портовый курьер.',
  ],
];

describe('Russian prose from claims', () => {
  it.each(rows)('reads as prose: %#', (claims, expected) => expect(text(...[claims].flat())).toBe(expected));

  it('names the speaker of an allegation before the words, in every mode of speech', () => {
    const modes: Mode[] = ['alleged', 'denied', 'estimated', 'acknowledged'];
    for (const mode of modes)
      for (const wording of ['Редактор взял деньги.', 'Задержан редактор.', 'Рин взяла деньги.'])
        expect(text(as(mode, wording, dovar))).toMatch(/^Ильмар Довар \p{L}+, что /u);
  });

  it('places contradictions side by side, and says so', () => {
    const date = (value: string) => [{ subject: 7, property: 'date', value }];
    expect(
      text(
        told('Иск подали в декабре 2030 года.', [union], { statements: date('2030-12') }),
        told('Иск подали в январе 2031 года.', [courier], { statements: date('2031-01') }),
      ),
    ).toBe(
      'Сведения об этом расходятся. Союз журналистов сообщает, что иск подали в декабре 2030 года. Портовый курьер сообщает, что иск подали в январе 2031 года.',
    );
  });
});

it.each([
  ['в 2018-04-02', 'в 2 апреля 2018 года'],
  ['50 200 000 тенге', '50,2 млн тенге'],
  ['1 000 000 000 тенге', '1 млрд тенге'],
  ['12 345 678 тенге', '12 345 678 тенге'],
  ['«2018-04-02»', '«2018-04-02»'],
])('writes %s as %s', (wording, expected) => expect(inRussianStyle(wording)).toBe(expected));

it.each([
  ['Репортеры без границ', true],
  ['местные жители', true],
  ['источники в полиции', true],
  ['СМИ', true],
  ['Ведомости', true],
  ['Союз журналистов', false],
  ['полиция', false],
  ['Human Rights Watch', false],
])('%s is a plural: %s', (name, expected) => expect(isPlural(name)).toBe(expected));

it.each([
  [['ru', 'ru', 'en'], 'ru'],
  [['en', 'ru'], 'en'],
  [['ru-KZ', 'en-GB'], 'ru'],
  [['kk', 'ru'], 'ru'],
  [['kk'], null],
])('a draft from claims in %s is in %s', (languages, expected) => expect(draftLanguageOf(languages)).toBe(expected));
