import { expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { deskOn, type Client } from '../testing/desk.ts';
import { routes } from '../routes.ts';
import { repeatingTables } from './inventory.ts';

onEitherDatabase('the search for a person’s data', (db) => {
  it('finds items that are limited to a team only for its members', async () => {
    const { app, join } = deskOn(db());
    await prepareJobs(db(), []);
    const [member, other] = [await join('editor'), await join('editor')];
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [member.accountId] });
    await run(app, file, member.principal, {
      actors: [{ kind: 'person', names: [{ text: 'Quillfeather Umbral' }] }],
      cases: [{ title: 'The search of Quillfeather’s flat' }],
      team,
    });
    await run(app, file, other.principal, { cases: [{ title: 'The trial of Brightwater' }] });
    const places = async (who: Client, words: string): Promise<string | undefined> =>
      /The record: in (\d+ places?)/.exec(await (await who.post(routes.desk.privacy(), { words })).text())?.[1];
    expect(await places(member, 'Quillfeather')).toBeDefined();
    expect(await places(other, 'Brightwater')).toBeDefined();
    expect(await places(other, 'Quillfeather')).toBeUndefined();
    // The search index contains the words, and is not limited to the team. So this search leaves the index out.
    const { rows } = await db().executeSql("select from search_entry where title ilike '%quillfeather%'");
    expect([rows.length > 0, repeatingTables.has('search_entry')]).toEqual([true, true]);
  });
});
