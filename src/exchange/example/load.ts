import { z } from 'zod';
import { sampling } from '../../accounts/tables.ts';
import { defineOperation, systemPrincipal, run, type App } from '../../platform/operation.ts';
import { createExampleLaws } from '../../law/create-laws.ts';
import { dutyInput } from '../../law/duties/schema.ts';
import { createExampleLetters } from '../../letters/reported/create-letters.ts';
import { reportedInput } from '../../letters/reported/schema.ts';
import { lawInput } from '../../law/schema.ts';
import { fileExample } from '../../record/filing/file.ts';
import { answerDisagreements, answerInput } from '../../record/disagreements/answer.ts';
import { filingInput } from '../../record/filing/schema.ts';
import { fileArticles } from './articles.ts';
import { readExample, sampleArticle, withRefs } from './data.ts';
import { refsByKey, type ExampleRefs } from './refs.ts';
import { exampleState, lockExample, setExampleState } from './setting.ts';
import { fileTranslations, newestThing, readTranslations, sampleTranslations } from './translations.ts';

export type { ExampleRefs } from './refs.ts';

/**
 * Adds the part of the sample data that cites real reports to the record, publishes its articles, and stores that it is
 * loaded, all in one transaction. If it is already loaded, or was removed, does nothing and returns null.
 */
export const fileExampleOnce = defineOperation({
  name: 'exchange.loadExample',
  permission: sampling,
  input: z.object({
    laws: z.array(lawInput).default([]),
    duties: z.array(dutyInput).default([]),
    filing: filingInput,
    letters: z.array(reportedInput).default([]),
    answers: z.array(answerInput).default([]),
    articles: z.array(sampleArticle).default([]),
    translations: sampleTranslations.prefault({}),
  }),
  async write(writing): Promise<ExampleRefs | null> {
    const { tx, input } = writing;
    await lockExample(tx);
    if ((await exampleState(tx)) !== null) return null;
    const newest = await newestThing(tx);
    const { laws, filed } = input.laws.length
      ? await createExampleLaws.write({
          ...writing,
          input: { laws: input.laws, duties: input.duties, filing: input.filing },
        })
      : { laws: [], filed: await fileExample.write({ ...writing, input: input.filing }) };
    const refs: Record<string, string> = {
      ...refsByKey(input.filing, filed),
      ...Object.fromEntries(input.laws.flatMap(({ key }, place) => (key ? [[key, laws[place]!]] : []))),
    };
    if (input.letters.length)
      await createExampleLetters.write({
        ...writing,
        input: { letters: withRefs(input.letters, refs) as typeof input.letters },
      });
    if (input.answers.length)
      await answerDisagreements.write({
        ...writing,
        input: { answers: withRefs(input.answers, refs) as typeof input.answers },
      });
    await fileTranslations(writing, input.translations, refs, newest);
    await fileArticles(writing, input.articles, refs);
    await setExampleState(tx, 'loaded');
    writing.change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { example: null },
      after: { example: 'loaded' },
    });
    return refs;
  },
});

/** Loads the sample data, unless the installation has or had it. Called at every start. */
export async function loadExample(app: App): Promise<ExampleRefs | null> {
  if ((await exampleState(app.db.read)) !== null) return null;
  const { laws, duties, letters, filing, answers, articles } = await readExample();
  const translations = await readTranslations('dossier');
  return run(app, fileExampleOnce, systemPrincipal, {
    laws,
    duties,
    letters,
    filing,
    answers,
    articles,
    translations,
  });
}
