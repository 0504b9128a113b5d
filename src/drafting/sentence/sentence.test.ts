import { describe, expect, it } from 'vitest';
import type { SentenceFacts } from './facts.ts';
import { factsOf, maxRead } from './read-sentence.ts';

/** The key of each predicate, after "not" if it is denied, and before its status if that is not "fact". */
const acts = ({ predicates }: SentenceFacts): string[] =>
  predicates.map(({ key, denied, status }) =>
    [denied ? 'not' : '', key, status === 'fact' ? '' : status].filter(Boolean).join(' '),
  );
const roles = ({ predicates }: SentenceFacts): string[] =>
  predicates.map(({ key, actor, target }) => `${actor?.text ?? '–'} ${key} ${target?.text ?? '–'}`);
const numbers = (text: string): string[] =>
  factsOf(text, { language: 'en' }).numbers.map(
    ({ kind, low, high }) => `${kind} ${+low.toFixed(2)}${high === low ? '' : `–${+high.toFixed(2)}`}`,
  );

describe('A sentence', () => {
  it('has dates with their places; relative dates are marked, unless the reference day is given', () => {
    const text = 'Police searched the office on 12 May 2024, in early June and last Friday.';
    const { dates } = factsOf(text);
    expect(dates.map(({ edtf, relative, start, end }) => [edtf, relative, text.slice(start, end)])).toEqual([
      ['2024-05-12', false, '12 May 2024'],
      ['XXXX-06', false, 'early June'],
      ['2001-06-08', true, 'last Friday'],
    ]);
    expect(factsOf('It was last Friday.', { day: { year: 2024, month: 5, day: 14 } }).dates[0]).toMatchObject({
      edtf: '2024-05-10',
      relative: false,
    });
  });

  it.each([
    ['Three reporters and 1,300 readers came.', ['count 3', 'count 1300']],
    ['More than 40 of the 52 papers closed.', ['count 40–64', 'count 52']],
    ['He was held for two weeks.', ['duration 14']],
    ['She got a year and a half.', ['duration 547.88']],
    ['It lasted two years and seven months.', ['duration 943.58']],
    ['Two thirds of the staff left, a fifth of them at once.', ['share 58.67–74.67', 'share 17.6–22.4']],
    ['Nearly four in ten requests failed, 20 percent of them twice.', ['share 35.2–44.8', 'share 20']],
    ['Article 14 of the law, two hundred and six pages, was void.', ['reference 14', 'count 206']],
    ['Under Article 14 some 30 readers sued.', ['reference 14', 'count 26.4–33.6']],
    ['At 9:30 a dozen men came; it was their third visit.', ['time 570', 'count 12', 'ordinal 3']],
    ['It will cost 1.2–1.5 million.', ['count 1200000–1500000']],
    ['He has ten times more.', []],
  ])('has numbers, also spelled and rounded: %s', (text, expected) => {
    expect(numbers(text)).toEqual(expected);
  });

  it('has sums, even if they are written as a part of a larger sum', () => {
    const { money, numbers: counts } = factsOf('The fine was a quarter of a million euros.', { language: 'en' });
    expect(money.map(({ amount, currency }) => [amount, currency])).toEqual([[250_000, 'EUR']]);
    expect(counts).toEqual([]);
  });

  it('has names, in Russian in their base form, and quotations without marks', () => {
    const { names, quotations } = factsOf(
      'Полиция задержала редактора Тимура Какимжанова, «весь архив изъят», сказал он.',
    );
    expect(names.map(({ name }) => name)).toContain('Тимур Какимжанов');
    expect(quotations.map(({ text }) => text)).toEqual(['весь архив изъят']);
  });

  it.each([
    ['The police did not search the office or remove equipment.', ['not search', 'not remove']],
    ['The investigator refused to return the phones.', ['refuse', 'not return']],
    ['They denied that officers had searched the office.', ['deny', 'not search']],
    ['He denied reports of a search.', ['deny', 'not search open']],
    ['They were released without charge.', ['free', 'not charge open']],
    ['Nobody was injured.', ['not injure']],
    ['She was not released until 5 May.', ['free']],
    ['The union asked the court to release her.', ['ask', 'free asked']],
    ['The judge ordered the blog to remove six posts.', ['order', 'remove ordered']],
    ['He is accused of insulting the mayor.', ['accuse', 'insult alleged']],
    ['The bill would ban the paper.', ['ban would']],
    ['The ministry may close the site and will sue.', ['close may', 'sue will']],
    ['They threatened to burn the archive.', ['threaten', 'burn tried']],
    ['The ministry has yet to confirm it.', ['not confirm']],
    ['The ministry stopped publishing it.', ['end', 'not publish open']],
    ['The ministry continues to publish it.', ['continue', 'publish']],
    ['The company considered selling it.', ['consider', 'sell will']],
    ['The editor was under surveillance.', ['spy']],
    ['Nobody was unharmed.', ['not unharmed']],
    ['Police did not make any arrest.', ['not detain']],
  ])('has what is done, and whether it is denied, asked, ordered, alleged or only planned: %s', (text, expected) => {
    expect(acts(factsOf(text, { language: 'en' }))).toEqual(expected);
  });

  it.each([
    ['Полиция не обыскала редакцию.', ['not search']],
    ['Прокурор потребовал оштрафовать редактора.', ['потреб', 'fine asked']],
    ['Следователь отказался вернуть технику.', ['refuse', 'not return']],
    ['Ведомство может закрыть сайт.', ['close may']],
    ['Редактор пишет 📰: «Полиция задержала Иванова».', ['detain']],
  ])('has what is done, and whether it is denied, asked or only possible, in Russian: %s', (text, expected) => {
    expect(acts(factsOf(text, { language: 'ru' }))).toEqual(expected);
  });

  it.each([
    ['Masked men beat the editor.', ['Masked men beat the editor']],
    ['The editor was beaten by masked men.', ['masked men beat The editor']],
    ['The arrest of the editor by the police was filmed.', ['the police detain the editor']],
    ['The mill filed a suit against the paper.', ['The mill sue the paper']],
    ['The editor received a threat from the mayor.', ['– threaten The editor']],
    ['Police took Marta Kolin into custody.', ['Police detain Marta Kolin']],
    ['The ministry appealed against the ruling.', ['The ministry appeal the ruling']],
    ['The judge ordered the blog to remove it.', ['The judge order the blog', 'the blog remove it']],
  ])('says who does what to whom: %s', (text, expected) => {
    expect(roles(factsOf(text, { language: 'en' }))).toEqual(expect.arrayContaining(expected));
  });

  it('has its speaker with the title', () => {
    const { attributions } = factsOf('The law is void, said Mayor Otero, a critic of it.', { language: 'en' });
    expect(attributions.map(({ speaker }) => speaker?.words)).toEqual([expect.arrayContaining(['otero', 'mayor'])]);
  });

  it('is recognised as English or Russian; sentences in other languages have names, but no acts and speakers', () => {
    expect(factsOf('The arrest of X was reported by the union.').language).toBe('en');
    expect(factsOf('Суд оштрафовал газету на триста тысяч рублей.').language).toBe('ru');
    const czech = factsOf('Soud v Olomouci zrušil 3. 5. 2024 pokutu 80 000 korun, kterou dostal Tomáš Havránek.', {
      language: 'cs',
    });
    expect(czech).toMatchObject({ language: null, predicates: [], attributions: [] });
    expect(czech.names.map(({ name }) => name)).toContain('Tomáš Havránek');
  });

  it('is read only up to the longest length', () => {
    const facts = factsOf(`${'The police did not say that they deny it. '.repeat(1000)}`, { language: 'en' });
    expect(facts.text.length).toBe(maxRead);
  });
});
