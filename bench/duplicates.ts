import { systemPrincipal, run } from '../src/platform/operation.ts';
import { findDuplicates } from '../src/record/duplicates/find.ts';
import { file } from '../src/record/filing/file.ts';
import { similarActors } from '../src/search/similar-actors.ts';
import { openApp } from './app/open-app.ts';
import { machine, median, quantile } from './measure/numbers.ts';

/**
 * Measures how long it takes to find duplicates among actors that an import added all at once: the time for each actor,
 * in records of two sizes. Also measures one search for similar names, as it runs while someone types. As in reality,
 * few names are frequent and most are rare. One actor in a hundred is in the record twice, in two spellings.
 * SIZES=1000,100000 sets the numbers of actors. DATABASE_URL measures a server instead of the embedded database.
 */
export async function bench(): Promise<void> {
  const sizes = (process.env.SIZES ?? '1000,100000').split(',').map(Number);
  let reference = 0;
  for (const size of sizes) {
    const { app, close } = await openApp();
    const { db } = app;
    try {
      const names = makeNames(size);
      for (let from = 0; from < size; from += 5_000)
        await run(app, file, systemPrincipal, {
          actors: names.slice(from, from + 5_000).map((text) => ({ kind: 'person' as const, names: [{ text }] })),
        });
      const steps: number[] = [];
      let pairs = 0;
      const [began, before] = [performance.now(), process.cpuUsage()];
      for (;;) {
        const at = performance.now();
        const done = await run(app, findDuplicates, systemPrincipal, {});
        steps.push(performance.now() - at);
        pairs += done.pairs;
        if (done.left === 0 || done.looked === 0) break;
      }
      const each = (performance.now() - began) / size;
      const { user, system } = process.cpuUsage(before);
      reference ||= each;
      const typed: number[] = [];
      for (let index = 0; index < 50; index++) {
        const at = performance.now();
        await similarActors(db.read, names[(index * 7_919) % size]!, 'desk');
        typed.push(performance.now() - at);
      }
      console.log(`${db.kind}, ${machine()}: ${size.toLocaleString('en')} actors`);
      console.log(
        `  all looked at in  ${((each * size) / 1000).toFixed(1)} s, ${each.toFixed(2)} ms each (${((user + system) / 1000 / size).toFixed(2)} ms CPU; ratio to the first size ${(each / reference).toFixed(2)}); a step of 500 takes ${median(steps).toFixed(0)} ms, ${quantile(steps, 1).toFixed(0)} at most; ${pairs} pairs`,
      );
      console.log(
        `  while one types   ${median(typed).toFixed(1)} ms, ${quantile(typed, 0.95).toFixed(1)} at the 95th percentile`,
      );
    } finally {
      await close();
    }
  }
}

const syllables = [
  'ka',
  'ri',
  'mo',
  'va',
  'be',
  'zhan',
  'tu',
  'le',
  'sa',
  'gul',
  'no',
  'dar',
  'mi',
  'khe',
  'ya',
  'ro',
  'shi',
  'pe',
  'lu',
  'ta',
  'ber',
  'ni',
  'za',
  'or',
];
const endings = ['ov', 'ova', 'ev', 'enko', 'ian', 'uly', 'in', 'skaya', 'dze', 'er'];
const given = [
  'Marat',
  'Aigul',
  'Sergei',
  'Anna',
  'Nursultan',
  'Olga',
  'Timur',
  'Gulnara',
  'Dmitry',
  'Zarina',
  'Yerlan',
  'Madina',
  'Ivan',
  'Elena',
  'Askar',
  'Dana',
  'Bolat',
  'Svetlana',
  'Kairat',
  'Natalia',
];

/** Generates names. They are the same in every run, so that runs can be compared. */
function makeNames(size: number): string[] {
  let seed = 7;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const zipf = (count: number): number => Math.min(count - 1, Math.floor(count * random() ** 1.6));
  const families = Array.from({ length: Math.max(600, Math.floor(size * 0.6)) }, (_, index) => {
    let at = index;
    let name = '';
    for (let part = 0; part < 3; part++) {
      name += syllables[at % syllables.length];
      at = Math.floor(at / syllables.length) + index;
    }
    return name[0]!.toUpperCase() + name.slice(1) + endings[index % endings.length];
  });
  const names: string[] = [];
  while (names.length < size) {
    const twin = names.length > 100 && random() < 0.01 ? names[Math.floor(random() * names.length)] : undefined;
    names.push(
      twin
        ? twin.replace('zh', 'j').replace('kh', 'h').replace(/y/g, 'i').replace('ov', 'off')
        : `${given[zipf(given.length)]} ${families[zipf(families.length)]}`,
    );
  }
  return names;
}
