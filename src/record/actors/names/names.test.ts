import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText } from './fold.ts';
import { nameKeys } from './keys.ts';
import { detectScript } from './script.ts';
import { areNearNames, nameSimilarity, NEAR_NAME } from './similarity.ts';
import { Steps } from '../../../platform/steps.ts';
import { madeNames } from './testing/made-names.ts';
import {
  differentPairs,
  samePairs,
  unseenDifferentPairs,
  unseenSamePairs,
  type NamePair,
} from './testing/pairs.data.ts';

const shareKey = ([a, b]: NamePair) => nameKeys(a).some((key) => nameKeys(b).includes(key));
const near = ([a, b]: NamePair) => areNearNames(a, b);
const shown = (pairs: readonly NamePair[]) => pairs.map(([a, b]) => `${a} | ${b}`);

/**
 * Suggests pairs of names. Returns recall and precision, the pairs that were missed, and the pairs that were wrongly
 * suggested.
 */
function measure(same: readonly NamePair[], different: readonly NamePair[]) {
  const found = same.filter((pair) => shareKey(pair) && near(pair));
  const wrong = different.filter((pair) => shareKey(pair) && near(pair));
  return {
    recall: found.length / same.length,
    precision: found.length / (found.length + wrong.length),
    missed: shown(same.filter((pair) => !found.includes(pair))),
    wrong: shown(wrong),
  };
}

describe('two names', () => {
  // 106 pairs that should be suggested and 88 pairs that should not. The recall is 0.99, the precision 1.
  it('are suggested as one actor if they belong to one, and not if they belong to different actors', () => {
    const { recall, precision, missed, wrong } = measure(samePairs, differentPairs);
    expect({ missed, wrong }).toEqual({ missed: ['Jamal Khashoggi | جمال خاشقجي'], wrong: [] });
    expect(recall).toBeGreaterThan(0.99);
    expect(precision).toBe(1);
  });

  // 45 pairs of one actor and 44 pairs of different actors, written after the rules. In the first run, the recall was
  // 0.93 and the precision 0.98, because "General’s" was read as a distinctive word. Only that was fixed.
  it('are also suggested correctly in pairs that were written after the rules', () => {
    const { recall, precision, missed, wrong } = measure(unseenSamePairs, unseenDifferentPairs);
    expect({ missed, wrong }).toEqual({
      missed: ['Pavel Sheremet | Pavel Cheremet', 'Amnesty | Amnesty International'],
      wrong: ['Oleg Tinkov | Oleg Tinkoff Bank'],
    });
    expect(recall).toBeGreaterThan(0.95);
    expect(precision).toBeGreaterThan(0.97);
  });

  it('are tested with at least 60 pairs of one actor and 60 of different actors', () => {
    expect([samePairs, differentPairs].map((pairs) => pairs.length >= 60)).toEqual([true, true]);
  });
});

describe('the similarity of two names', () => {
  const anyName = fc.oneof(
    fc.constantFrom(...[...samePairs, ...differentPairs].flatMap(([a, b]) => [a, b])),
    fc.string({ maxLength: 40 }),
  );

  it('is between 0 and 1, is symmetric, and is 1 for a name and itself', () => {
    fc.assert(
      fc.property(anyName, anyName, (a, b) => {
        const likeness = nameSimilarity(a, b);
        expect(likeness >= 0 && likeness <= 1).toBe(true);
        expect(nameSimilarity(b, a)).toBe(likeness);
        expect(nameSimilarity(a, a)).toBe(1);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not depend on capitals, spaces and the order of given and family name', () => {
    expect(nameSimilarity('KAKIMZHANOV Zeinulla', 'Zeinulla  Kakimzhanov')).toBe(1);
    expect(nameSimilarity('Zeinulla Kakimzhanov', 'Zeinulla Kakimzhanov')).toBe(1);
  });

  it('is lower for a family name alone than for the whole name', () => {
    const alone = nameSimilarity('Kakimzhanov', 'Zeinulla Kakimzhanov');
    expect(alone).toBeGreaterThanOrEqual(NEAR_NAME);
    expect(alone).toBeLessThan(nameSimilarity('Zeynulla Kakimjanov', 'Zeinulla Kakimzhanov'));
  });

  it('takes a limited number of steps, also for names that were made to take many', () => {
    /** The steps for comparing two names whose words were already read. */
    const stepsOf = (a: string, b: string): number => {
      nameSimilarity(a, b);
      const steps = new Steps(Infinity);
      nameSimilarity(a, b, steps);
      return steps.spent;
    };
    const real = [...samePairs, ...differentPairs, ...unseenSamePairs, ...unseenDifferentPairs];
    expect(Math.max(...real.map(([a, b]) => stepsOf(a, b)))).toBeLessThan(20_000);
    for (const [words, letters] of [
      [5, 58],
      [12, 23],
      [4, 22],
      [24, 11],
      [1, 60],
      [96, 2],
      [1, 300],
    ] as const) {
      const names = madeNames(words, letters, 4);
      expect(names.every((name) => name.length >= words * letters)).toBe(true);
      for (const [index, name] of names.entries())
        for (const other of names.slice(index + 1)) {
          expect(stepsOf(name, other)).toBeLessThan(70_000);
          expect(nameSimilarity(other, name)).toBe(nameSimilarity(name, other));
        }
    }
  });

  it('tolerates a typing error in a long name', () => {
    expect(areNearNames('Zeinulla Kakimzhanov', 'Zeinulla Kakimzhnov')).toBe(true);
    expect(areNearNames('Kozhamzharov', 'Kozhamzarov')).toBe(true);
  });
});

describe('the keys of a name', () => {
  it('match for all spellings of a family name', () => {
    const spellings = [
      'Кәкімжанов',
      'Какимжанов',
      'Kakimzhanov',
      'Kakimjanov',
      'Qaqymjanov',
      'Käkımjanov',
      'KAKIMZHANOV',
    ];
    expect(spellings.filter((spelling) => !nameKeys(spelling).includes('t:kkmJnv'))).toEqual([]);
  });

  it('do not match by a given name, a country or a common word alone', () => {
    const keys = (name: string) => nameKeys(name).filter((key) => key.startsWith('t:'));
    expect(keys('Anna Kalashnikova')).toEqual(keys('Kalashnikova'));
    expect(nameKeys('Forbes Kazakhstan').some((key) => nameKeys('Kazakhstan').includes(key))).toBe(false);
    expect(nameKeys('Almaty City Court').some((key) => nameKeys('Medeu District Court').includes(key))).toBe(false);
  });

  it('are at least 1 and at most 48, all different, and at most 150 characters long', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: 'grapheme' }),
          fc.constantFrom(...samePairs.flatMap(([a, b]) => [a, b])),
        ),
        (name) => {
          const keys = nameKeys(name);
          expect(keys.length > 0 && keys.length <= 48 && new Set(keys).size === keys.length).toBe(true);
          expect(keys.filter((key) => key.length > 150)).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
    expect(nameKeys(`${'Very Long Name Of Some Organisation '.repeat(10)}`).length).toBeLessThanOrEqual(48);
    expect(nameKeys('x'.repeat(5000)).every((key) => key.length <= 150)).toBe(true);
  });

  it('are those of its first 24 words', () => {
    for (const [words, letters] of [
      [60, 4],
      [24, 11],
      [30, 9],
    ] as const) {
      const name = madeNames(words, letters, 1)[0]!;
      const first = name.split(' ').slice(0, 24).join(' ');
      expect(nameKeys(name)).toEqual(nameKeys(first));
    }
    const apart = Array.from({ length: 24 }, (_, index) => `Word${'abcdefghijklmnopqrstuvwx'[index]}`).join(' ');
    expect(nameKeys(`${apart} (Kakimzhanov)`)).toEqual(nameKeys(apart));
    expect(nameSimilarity(`${apart} Kakimzhanov`, `${apart} Zhovtis`)).toBe(1);
  });

  it('also exist for a script without a table of sounds, such as Chinese', () => {
    expect(nameKeys('習近平')).not.toEqual([]);
    expect(areNearNames('習近平', '習近平')).toBe(true);
    expect(areNearNames('習近平', '李克强')).toBe(false);
  });
});

describe('the script of a name', () => {
  it.each([
    ['Kakimzhanov', 'Latn'],
    ['Кәкімжанов', 'Cyrl'],
    ['მზია', 'Geor'],
    ['Փաշինյան', 'Armn'],
    ['جمال', 'Arab'],
    ['習近平', 'Hans'],
    ['たなか 太郎', 'Jpan'],
    ['Ω', 'Grek'],
    ['19', 'Zyyy'],
    ['', 'Zyyy'],
    ['Forbes Қазақстан', 'Cyrl'],
  ])('%s: %s', (name, script) => {
    expect(detectScript(name)).toBe(script);
  });
});

describe('folded text', () => {
  it.each([
    ['Ćuruvija', 'curuvija'],
    ['Dvořák', 'dvorak'],
    ['WAŁĘSA', 'walesa'],
    ['Горбачёв', 'горбачев'],
    ['İsmayılova', 'ismayilova'],
    ['straße', 'strasse'],
    ['d’Almeida', "d'almeida"],
    ['  two\n words ', 'two words'],
    ['Đinđić', 'dindic'],
    ['ﬁne', 'fine'],
  ])('%s: %s', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('does not change when folded again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { numRuns: 2000 },
    );
  });
});
