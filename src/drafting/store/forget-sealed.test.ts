import { expect, it } from 'vitest';
import { run } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { addPage } from './add-page.ts';
import { dropDraft } from './create-draft.ts';
import { fileDraft } from './file-draft.ts';
import { deleteSealedDrafts } from './delete-sealed.ts';
import { loadDraft } from './load-draft.ts';
import { saveDraft } from './save-draft.ts';

const text = `Court Fines the Harbour Gazette

A court ordered the Harbour Gazette to pay 5,000 euros in damages on 3 March 2031, Press Watch said.

The paper's editor, Lena Moroz, said that she would appeal.`;

onBothDatabases('sealing and drafts', (db) => {
  const begin = async () => {
    const app = testApp(db(), { listeners: [deleteSealedDrafts] });
    return { app, ...(await newKeyHolder(app, 'monitor')) };
  };
  const tables = async (word: string) => {
    const found: string[] = [];
    for (const table of ['draft', 'change'])
      if (JSON.stringify((await db().executeSql(`select * from "${table}"`)).rows).includes(word)) found.push(table);
    return found;
  };

  it('removes a sealed claim from every draft of the page, and leaves the other claims', async () => {
    const { app, principal, seal } = await begin();
    const page = text.replace('appeal', 'appeal quietly');
    const { draft } = await addPage(app, principal, { text: page });
    const other = await addPage(app, principal, { text: page }, { again: true });
    const content = (await loadDraft(db().read, draft))!.content;
    const claim = content.claims.find((one) => one.wording.includes('appeal quietly'))!;
    await run(app, saveDraft, principal, {
      draft,
      edit: { do: 'decide', claims: [claim.key], questions: [], decision: 'accepted' },
    });
    await run(app, saveDraft, principal, {
      draft,
      edit: { do: 'case', rev: content.revs.case, to: { use: 'new', title: 'The fine', summary: '' } },
    });
    const { version } = (await loadDraft(db().read, draft))!;
    const { claims } = await run(app, fileDraft, principal, { draft, version, checked: true });
    await seal(claims[0]!);
    expect(await tables('appeal quietly')).toEqual([]);
    const rest = content.claims.filter((one) => one.key !== claim.key).map((one) => one.wording);
    // The draft from which the claim was filed keeps the ref, but not the wording. Other drafts lose the claim.
    const left = (await loadDraft(db().read, draft))!.content.claims;
    expect(left.find((one) => one.key === claim.key)).toMatchObject({ filed: claims[0], wording: '' });
    expect(left.filter((one) => one.key !== claim.key).map((one) => one.wording)).toEqual(rest);
    expect((await loadDraft(db().read, other.draft))!.content.claims.map((one) => one.wording)).toEqual(rest);
    // The rest of the draft can still be edited.
    await run(app, saveDraft, principal, {
      draft,
      edit: {
        do: 'decide',
        claims: [content.claims.find((one) => one.key !== claim.key)!.key],
        questions: [],
        decision: 'skipped',
      },
    });
  });

  it.each(['capture', 'source'] as const)(
    'deletes the drafts of a sealed %s with their history, including discarded drafts',
    async (kind) => {
      const { app, principal, seal } = await begin();
      const page = text.replace('Harbour Gazette', `Vaulted ${kind} Gazette`);
      const first = await addPage(app, principal, { text: page });
      await run(app, dropDraft, principal, { drafts: [first.draft] });
      const second = await addPage(app, principal, { text: page });
      const open = await addPage(app, principal, { text: `${page} Another.` });
      await seal(first[kind]);
      expect(await loadDraft(db().read, second.draft)).toBeNull();
      expect(await loadDraft(db().read, open.draft)).not.toBeNull();
      const { rows } = await db().executeSql(
        `select before, after, redacted from change where kind = 'draft' and thing_id in (${first.draft}, ${second.draft})`,
      );
      expect(rows).toEqual([1, 2, 3].map(() => ({ before: null, after: null, redacted: true })));
    },
  );
});
