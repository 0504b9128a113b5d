import { loadExample } from '../src/exchange/example/load.ts';
import { askedIn, rankOf, readAsked, wanted, type Asked } from '../src/web/search/testing/asked.ts';
import { fileInvented } from '../src/web/search/testing/searched-record.ts';
import { openApp } from './app/open-app.ts';

/**
 * Measures whether search finds what people type. It runs the queries of corpus/search in a record of the sample data
 * and 1,000 invented cases (CASES=1000), and prints how often an expected result is the first (hit@1) or among the
 * first three (hit@3), and the mean of 1 / rank (MRR). Half of the queries are blind: only their totals are printed, so
 * that no one adapts the search to them. MISSED=1 lists the other queries whose expected result is not among the first
 * three. DATABASE_URL measures a server (an empty database).
 */
export async function bench(): Promise<void> {
  const { env } = process;
  const { app, close } = await openApp({ migrate: true });
  const { db } = app;
  try {
    const refs = (await loadExample(app))!;
    const invented = await fileInvented(app, Number(env.CASES ?? 1_000));
    await db.executeSql('analyze');
    const asked: Ranked[] = [];
    const began = performance.now();
    for (const one of readAsked()) {
      const wants = wanted(one.want, invented, refs);
      if (wants.size === 0) throw new Error(`Nothing in the record is wanted by “${one.query}”.`);
      asked.push({ ...one, rank: await rankOf(db.read, one, wants) });
    }
    console.log(
      `${invented.cases.length} invented cases, ${((performance.now() - began) / asked.length).toFixed(0)} ms a query`,
    );
    const halves = [asked.filter((one) => !one.blind), asked.filter((one) => one.blind)];
    for (const [name, half] of [
      ['open', halves[0]!],
      ['blind', halves[1]!],
    ] as const) {
      console.log(`\n${name} half            queries  hit@1  hit@3    MRR`);
      for (const locale of askedIn)
        line(
          locale,
          half.filter((one) => one.locale === locale),
        );
      line('all', half);
    }
    console.log('\nby kind, both halves');
    for (const kind of new Set(asked.map((one) => one.kind)))
      line(
        kind,
        asked.filter((one) => one.kind === kind),
      );
    if (env.MISSED)
      for (const one of halves[0]!.filter(({ rank }) => rank > 3))
        console.log(`  ${one.locale} ${one.kind} “${one.query}” ${one.rank}`);
  } finally {
    await close();
  }
}

type Ranked = Asked & { rank: number };

function line(name: string, of: readonly Ranked[]): void {
  const share = (count: number): string => `${((100 * count) / of.length).toFixed(0).padStart(4)} %`;
  const within = (most: number): string => share(of.filter((one) => one.rank <= most).length);
  const mean = of.reduce((sum, one) => sum + 1 / one.rank, 0) / of.length;
  console.log(
    `  ${name.padEnd(20)} ${String(of.length).padStart(5)} ${within(1)} ${within(3)}  ${mean.toFixed(2).padStart(5)}`,
  );
}
