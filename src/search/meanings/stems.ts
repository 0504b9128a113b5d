import { foldText } from '../../record/actors/names/fold.ts';

/** Common endings of words, folded (`foldText`): Russian and Kazakh (`cyrillic`), English and Czech (`latin`). */
const endings = {
  cyrillic: [
    'а я у ю е и ы о ь и ои еи ом ем ам ям ах ях ов ев ами ями ого его ому ему ых их ым им ую юю ая яя ое ее ые ие ии ыи ию ия иеи',
    'л ла ло ли ть ать ять ить еть ал ала али ил ила или ел ела ели ен ена ено ены ан ана ано аны ет ют ит ят ут ение ения ание ания нный нные ка ки ку кои',
    'лар лер дар дер тар тер лары лері ы і ін ын ің ың сы сі ның нің дың дің тың тің ға ге қа ке на не ды ді ты ті ны ні да де та те нда нде дан ден тан тен нан нен мен бен пен',
    'ылды ілді алды елді іп ып ған ген қан кен у',
  ],
  latin: [
    's es ed d ing er ers',
    'a e i y o u ou em am um ech ich ach ami emi ovi ove ova oveho emu ym ymi imi ho mu nou ne no na ni',
    'l la li lo n en ena eni eno an ana ano ani eni enim anim t at it ovan ovana ovany eny any',
  ],
};
const maxEndingLength = 6;
const known = {
  cyrillic: new Set(endings.cyrillic.join(' ').split(' ')),
  latin: new Set(endings.latin.join(' ').split(' ')),
};
const minStemLength = 3;

/**
 * The folded word, and each stem that is left when a possible ending is cut off. Two forms of a word usually share a
 * stem: заблокировали and заблокирован share “заблокиров”.
 */
export function stemsOf(word: string): string[] {
  const folded = foldText(word);
  const ends = /\p{Script=Cyrillic}/u.test(folded) ? known.cyrillic : known.latin;
  const stems = [folded];
  for (let cut = 1; cut <= maxEndingLength && folded.length - cut >= minStemLength; cut++)
    if (ends.has(folded.slice(-cut))) stems.push(folded.slice(0, -cut));
  return stems;
}

/**
 * A folded noun, and its stem without the last vowel, if it ends with one. Nothing else is cut off, so that “суд”
 * (court) is not a form of Судан, and “new” not a form of “news”.
 */
export const nounStems = (folded: string): string[] =>
  folded.length > minStemLength && /(?:[аоеяыь]|[аеиоуыэюя]и|[aoey])$/u.test(folded)
    ? [folded, folded.slice(0, -1)]
    : [folded];

/** The shortest stem of a word, if it has at least five letters: other forms probably begin with it. Otherwise null. */
export function longStem(word: string): string | null {
  const stems = stemsOf(word).filter((stem) => stem.length >= 5);
  const shortest = stems.at(-1);
  return shortest === undefined || shortest === stems[0] ? null : shortest;
}
