import { expect, it } from 'vitest';
import type { z } from 'zod';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { addPage } from '../store/add-page.ts';
import { fileDraft } from '../store/file-draft.ts';
import { loadDraft } from '../store/load-draft.ts';
import { saveDraft } from '../store/save-draft.ts';
import { acceptThreshold, setAcceptLine } from './accept-threshold.ts';
import { acceptedAbove } from './accepted-above.ts';
import { listed, surenessIn } from './sureness.ts';

const text = `Court Fines the Harbour Gazette

12 March 2031

The ruling was unlawful, Press Watch said.

The paper's editor, Lena Moroz, said that she would appeal. The hall was empty.

The union of journalists grumbled that nobody had read the file.

According to the ministry, the paper had published false information.

Some lawyers doubt that the order will hold. She supports a new hearing.

The judge called the reports careless, and the mayor attacked the newspaper for “a campaign without shame”.

“We stand by every word of it,” Lena Moroz told reporters on Monday. “They want us silent,” she added.

He grumbled about it, and some believe more is to come.

It remains unclear whether the hearings were open.`;
const russian = `Суд оштрафовал газету

12 марта 2031

Суд обязал газету выплатить 5000 евро, сообщила «Пресс-служба».

«Мы обжалуем решение», — сказала редактор Елена Мороз.`;

onEitherDatabase('claims of which Kronika is sure enough', (db) => {
  const begin = async (page: string) => {
    const app = testApp(db());
    const { draft } = await addPage(app, monitor, { text: page });
    const content = async () => (await loadDraft(db().read, draft))!.content;
    const step = (edit: z.input<typeof saveDraft.input>['edit']) => run(app, saveDraft, monitor, { draft, edit });
    return { app, draft, content, step };
  };

  it('are accepted together and filed as unchecked; a claim that is accepted separately is filed as checked', async () => {
    const { app, draft, content, step } = await begin(text);
    const before = (await content()).claims;
    const sure = before.filter((one) => one.calibrated && one.confidence >= 0.9).map((one) => one.key);
    expect(sure.length).toBeGreaterThan(1);
    expect(sure.length).toBeLessThan(before.filter((one) => !one.own).length);
    await step({ do: 'accept-above', line: 90 });
    const after = (await content()).claims;
    expect(after.filter((one) => one.decision === 'accepted').map((one) => one.key)).toEqual(sure);
    expect(after.filter((one) => one.decision === 'open')).toHaveLength(before.length - sure.length);

    // One of the claims is then accepted separately.
    const [alone, ...together] = sure;
    await step({ do: 'decide', claims: [alone!], decision: 'accepted' });
    const { revs, cast, works } = await content();
    await step({ do: 'case', rev: revs.case, to: { use: 'new', title: 'The fine', summary: '' } });
    const chosen = cast.map((one) => ({ ...one, use: 'new', kind: one.kind ?? ('person' as const) }));
    await step({ do: 'cast', rev: revs.cast, cast: chosen, works });
    const { version, capture } = (await loadDraft(db().read, draft))!;
    await run(app, fileDraft, monitor, { draft, version, checked: true });
    const states = await Promise.all(
      [alone!, ...together].map(async (key) => {
        const { filed } = (await content()).claims.find((one) => one.key === key)!;
        const thing = (await findThing(db().read, 'claim', parseRef(filed!)!.number))!;
        const { state } = await db()
          .read.selectFrom('claim')
          .select('state')
          .where('id', '=', thing.id)
          .executeTakeFirstOrThrow();
        return [state, await acceptedAbove(db().read, capture.id, filed!)];
      }),
    );
    expect(states).toEqual([['checked', null], ...together.map(() => ['draft', 90])]);
  });

  it('are opened again together, except claims that were accepted separately or changed', async () => {
    const { content, step } = await begin(`${text}\n\nOnce more.`);
    await step({ do: 'accept-above', line: 90 });
    const accepted = (await content()).claims.filter((one) => one.decision === 'accepted');
    const [alone, changed] = accepted;
    await step({ do: 'decide', claims: [alone!.key], decision: 'accepted' });
    const { wording, kind, mode, certainty, language, chain, passage, statements, key, rev } = changed!;
    const to = { wording: `${wording} `, kind, mode, certainty, language, chain, passage, statements };
    await step({ do: 'claim', key, rev, to, decision: 'accepted' });
    await step({ do: 'undo-above' });
    const left = (await content()).claims.filter((one) => one.decision === 'accepted').map((one) => one.key);
    expect(left).toEqual([alone!.key, key]);
    // For a claim that a person has changed, Kronika no longer shows a confidence.
    expect(surenessIn((await content()).claims.find((one) => one.key === key)!)).toBeNull();
  });

  it('are above a line that editors and administrators set; with any other line, nothing is accepted', async () => {
    const { app, content, step } = await begin(`${text}\n\nAnother line.`);
    expect(await acceptThreshold(db().read)).toBe(90);
    await expect(run(app, setAcceptLine, monitor, { line: 50 })).rejects.toMatchObject({ code: 'not_permitted' });
    for (const line of [49, 100, 90.5, 'x'])
      await expect(run(app, setAcceptLine, editor, { line })).rejects.toMatchObject({
        fields: [{ message: 'errors.field.line.range' }],
      });
    await run(app, setAcceptLine, administrator, { line: 60 });
    await expect(step({ do: 'accept-above', line: 90 })).rejects.toMatchObject({ code: 'conflict' });
    await step({ do: 'accept-above', line: 60 });
    const { claims } = await content();
    expect(
      claims
        .filter((one) => one.above === 60)
        .map((one) => one.confidence)
        .every((one) => one >= 0.6),
    ).toBe(true);
    expect(claims.some((one) => one.above === 60 && one.confidence < 0.9)).toBe(true);
    await run(app, setAcceptLine, editor, { line: null });
    expect(await acceptThreshold(db().read)).toBeNull();
    await expect(step({ do: 'accept-above', line: 60 })).rejects.toMatchObject({ code: 'conflict' });
    await run(app, setAcceptLine, editor, { line: 90 });
  });

  it('are never in Russian, for which no one has measured how often the claims are right', async () => {
    const { content, step } = await begin(russian);
    await step({ do: 'accept-above', line: 90 });
    const { claims } = await content();
    const said = claims.filter((one) => !one.own);
    expect(said.length).toBeGreaterThan(0);
    expect(said.map((one) => [one.decision, surenessIn(one)!.percent])).toEqual(said.map(() => ['open', null]));
  });

  it('come after doubtful claims in a list that begins with these, and are not in a list of doubtful claims only', async () => {
    const { content } = await begin(`${text}\n\nListed.`);
    const { claims } = await content();
    const first = listed(claims, { order: 'doubtful' });
    const said = first.filter((one) => surenessIn(one));
    expect(said.map((one) => one.confidence)).toEqual(said.map((one) => one.confidence).toSorted((a, b) => a - b));
    expect(first.slice(said.length).every((one) => one.own)).toBe(true);
    expect(first.slice(said.length).length).toBeGreaterThan(0);
    const doubtful = listed(claims, { only: 'doubtful' });
    expect(doubtful.length).toBeGreaterThan(0);
    expect(doubtful.every((one) => one.confidence < 0.5 && !one.own)).toBe(true);
    expect(listed(claims, {}).map((one) => one.passage.start)).toEqual(
      claims.map((one) => one.passage.start).toSorted((a, b) => a - b),
    );
  });
});
