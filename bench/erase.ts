import '../src/web/kinds.ts';
import { openWeb } from '../src/cli/serve/web.ts';
import { finishErasures } from '../src/platform/erasing/finish-erasures.ts';
import { createLog } from '../src/platform/log/log.ts';
import { systemPrincipal, type App } from '../src/platform/operation.ts';
import { redactPerson } from '../src/record/protection/redact.ts';
import { newKeyHolder } from '../src/record/testing/key-holder.ts';
import { routes } from '../src/web/routes.ts';
import { withRecord } from './fill/records.ts';
import { machine, median, quantile } from './measure/numbers.ts';

/**
 * Measures how long sealing a claim and redacting a person take, how long it then takes until the words are gone from
 * the files of the embedded database, and how long readers of uncached pages wait meanwhile, compared with readers
 * before. CASES=20000 sets the size of the record.
 */
export async function bench(): Promise<void> {
  const cases = Number(process.env['CASES'] ?? 20_000);
  await withRecord(cases, async (app) => {
    const web = openWeb(app, createLog('silent'));
    console.log(`${machine()}; ${cases.toLocaleString('en')} cases, embedded`);
    const before = await reading(web, cases, async (until) => until(60));
    print('no erasure', before);
    const { seal } = await newKeyHolder(app, 'editor');
    await part(web, cases, app, 'sealing a claim', async () => seal('claim/1'));
    const person = await app.db.read
      .selectFrom('thing')
      .innerJoin('actor', 'actor.id', 'thing.id')
      .select('thing.number')
      .where('actor.kind', '=', 'person')
      .where('redacted_at', 'is', null)
      .orderBy('thing.number')
      .executeTakeFirstOrThrow();
    const ground = 'They asked for it in writing.';
    const editor = { ...systemPrincipal, via: 'cli' as const, roles: ['editor'] };
    await part(web, cases, app, 'redacting a person', () =>
      redactPerson(app, editor, { actor: `actor/${person.number}`, ground }),
    );
  });
}

type Web = ReturnType<typeof openWeb>;

/** Measures an act, and then its erasure from the files, while readers load pages. */
async function part(web: Web, cases: number, app: App, name: string, act: () => Promise<unknown>): Promise<void> {
  const during = async (work: () => Promise<unknown>): Promise<{ took: number; waits: number[] }> => {
    let took = 0;
    const waits = await reading(web, cases, async () => {
      const start = performance.now();
      await work();
      took = performance.now() - start;
    });
    return { took, waits };
  };
  for (const [what, work] of [
    [name, act],
    ['  until its words are gone from the files', () => finishErasures(app)],
  ] as const) {
    const { took, waits } = await during(work);
    print(`${what}: ${(took / 1000).toFixed(1)} s`, waits);
  }
}

/**
 * Reads pages of cases, one after the other, while `work` runs.
 * @param work gets a function that waits until so many pages were read
 * @returns how long each page took, in milliseconds
 */
async function reading(
  web: Web,
  cases: number,
  work: (until: (pages: number) => Promise<void>) => Promise<void>,
): Promise<number[]> {
  const waits: number[] = [];
  let [ended, number] = [false, 0];
  const reader = async (): Promise<void> => {
    while (!ended) {
      number = (number % cases) + 1;
      const start = performance.now();
      const answer = await web.request(routes.case_({ number, slug: 'x' }));
      await web.request(answer.headers.get('location') ?? routes.home());
      waits.push(performance.now() - start);
    }
  };
  const reads = reader();
  const until = async (pages: number): Promise<void> => {
    while (waits.length < pages) await new Promise((resolve) => setImmediate(resolve));
  };
  await work(until).finally(() => (ended = true));
  await reads;
  return waits;
}

const print = (name: string, waits: readonly number[]): void =>
  console.log(
    `  ${name.padEnd(48)} pages read: ${String(waits.length).padStart(5)}, median ${median(waits).toFixed(0)} ms, p95 ${quantile(waits, 0.95).toFixed(0)} ms, longest ${Math.max(...waits).toFixed(0)} ms`,
  );
