import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/config/package-root.ts';

/** Random numbers from 0 to 1 that are the same in every run. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Draws numbers from 0 to size − 1 by Zipf's law, so that low ones are the most frequent. */
export function zipf(size: number, next: () => number, exponent = 1): () => number {
  const sums = new Float64Array(size);
  let sum = 0;
  for (let rank = 0; rank < size; rank++) sums[rank] = sum += 1 / (rank + 2.7) ** exponent;
  return () => {
    const target = next() * sum;
    let [low, high] = [0, size - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < target) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

const russian =
  'суд журналист полиция редакция обыск дело закон статья издание свобода слово прокурор следствие допрос адвокат иск клевета блокировка сайт угроза нападение задержание арест штраф приговор апелляция министерство депутат выборы митинг протест корреспондент репортаж расследование коррупция чиновник компания банк директор редактор телеканал газета радио интернет провайдер суток комитет правозащитник организация заявление письмо президент правительство власти регион город область управление служба безопасность границы аккредитация отказ жалоба решение судья заседание свидетель подозреваемый обвинение экстремизм иностранный агент реестр собственность оборудование камера телефон компьютер документ изъятие слежка давление цензура публикация опровержение компенсация моральный вред'.split(
    ' ',
  );
const kazakh =
  'журналист сот заң полиция басылым газет тінту қылмыстық істі тергеу бостандық сөз ақпарат министрлік әкімдік үкімет қала облыс редакция айыппұл үкім шағым өтініш жала жабу сайт бұғаттау қауіп шабуыл ұстау қамау депутат сайлау митинг наразылық тілші зерттеу сыбайлас жемқорлық компания банк директор редактор арна радио ұйым мәлімдеме хат президент аймақ қызмет қауіпсіздік'.split(
    ' ',
  );
const endings = ['', '', 'а', 'у', 'ом', 'е', 'ы', 'ов', 'ам', 'ами', 'ах'];
const kazakhEndings = ['', '', 'лар', 'лер', 'ға', 'ге', 'ның', 'нің', 'да', 'де', 'дан', 'мен', 'ларға', 'лердің'];
const syllables =
  'ba be ca co da de fa fe ga go ha he ka ko la le ma me na ne pa po ra re sa se ta te va ve za ze tor lin man ster burg field ton ham wick'.split(
    ' ',
  );

/** English words of Kronika's own texts, the most frequent first, followed by invented names. */
function english(size: number): string[] {
  const counts = new Map<string, number>();
  const read = (folder: string, ending: string): void => {
    for (const file of readdirSync(join(packageRoot, folder))) {
      if (!file.endsWith(ending)) continue;
      for (const [word] of readFileSync(join(packageRoot, folder, file), 'utf8')
        .toLowerCase()
        .matchAll(/[a-z]{2,}/g))
        counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  };
  read('messages/en', '.json');
  read('docs', '.md');
  read('docs/decisions', '.md');
  read('.', '.md');
  const words = [...counts].toSorted((a, b) => b[1] - a[1]).map(([word]) => word);
  const known = new Set(words);
  const next = random(7);
  while (words.length < size) {
    const name = Array.from(
      { length: 2 + Math.floor(next() * 3) },
      () => syllables[Math.floor(next() * syllables.length)],
    ).join('');
    if (known.has(name)) continue;
    known.add(name);
    words.push(name);
  }
  return words.slice(0, size);
}

export type Writer = {
  /** A text of this many words. */
  text(language: Language, words: number): string;
  /** Draws the language of a text: Russian or Kazakh for one in ten. */
  language(): Language;
  /** The word at this rank in the order of frequency, for a query. */
  word(language: Language, rank: number): string;
};
export type Language = 'en' | 'ru' | 'kk';

export function writer(seed: number, size = 30_000): Writer {
  const next = random(seed);
  const words = english(size);
  const draw = {
    en: zipf(size, next),
    ru: zipf(russian.length * endings.length, next, 0.7),
    kk: zipf(kazakh.length * kazakhEndings.length, next, 0.7),
  };
  const word = (language: Language, rank: number): string => {
    if (language === 'en') return words[Math.min(rank, size - 1)]!;
    const [stems, ends] = language === 'ru' ? [russian, endings] : [kazakh, kazakhEndings];
    return `${stems[rank % stems.length]!}${ends[Math.floor(rank / stems.length) % ends.length]!}`;
  };
  return {
    word,
    language: () => {
      const at = next();
      return at < 0.9 ? 'en' : at < 0.97 ? 'ru' : 'kk';
    },
    text: (language, count) => {
      const text = Array.from({ length: count }, () => word(language, draw[language]())).join(' ');
      return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
    },
  };
}
