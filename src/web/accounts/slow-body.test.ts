import { expect, it } from 'vitest';
import { changeTeam, createTeam } from '../../accounts/teams/change-team.ts';
import { signOut } from '../../accounts/sign-in.ts';
import { run } from '../../platform/operation.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { deferred } from '../../platform/testing/deferred.ts';
import { administrator, editor } from '../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../../record/cases/change-case-entry.ts';
import { file } from '../../record/filing/file.ts';
import { parseRef } from '../../record/refs.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';

onOneDatabase('a form that arrives slowly', (db) => {
  /** Sends a form without its last byte. The returned function runs something else first, and then sends that byte. */
  const slowly = (desk: ReturnType<typeof deskOn>, cookie: string, path: string, fields: Record<string, string>) => {
    const body = Buffer.from(new URLSearchParams(fields).toString());
    const [begun, rest] = [deferred(), deferred()];
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(body.subarray(0, -1)),
      async pull(controller) {
        begun.open();
        await rest.opened;
        controller.enqueue(body.subarray(-1));
        controller.close();
      },
    });
    const answer = Promise.resolve(
      desk.web.request(path, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: stream,
        duplex: 'half',
      } as RequestInit),
    );
    return async (meanwhile: () => Promise<unknown>): Promise<{ status: number; text: string }> => {
      await begun.opened;
      await meanwhile();
      rest.open();
      const answered = await answer;
      return { status: answered.status, text: await answered.text() };
    };
  };
  const formOf = (client: { token: string }) => ({
    _token: client.token,
    _version: '2',
    title: 'A new title',
    visibility: 'desk',
    summary: 'A long summary',
  });

  it('changes and shows nothing that its sender may no longer see when it is complete, and returns its input', async () => {
    const desk = deskOn(db());
    const [stays, leaves] = [await desk.join('editor'), await desk.join('editor')];
    const members = [stays.accountId, leaves.accountId];
    const { id: team } = await run(desk.app, createTeam, administrator, { name: 'North', members });
    const [thing] = (await run(desk.app, file, editor, { cases: [{ title: 'Quiet case' }] })).cases;
    await run(desk.app, limitItem, stays.principal, { thing: thing!, team });
    const path = routes.desk.editCase({ number: parseRef(thing!)!.number });
    const titles = async () =>
      (await db().read.selectFrom('case').select('title').where('title', 'like', '% case').execute()).map(
        (row) => row.title,
      );
    const shown = await slowly(
      desk,
      leaves.cookie,
      path,
      formOf(leaves),
    )(async () => {
      await run(desk.app, changeTeam, administrator, { team, version: 1, name: 'North', members: [stays.accountId] });
      const changed = { thing: thing!, version: 2, title: 'Quieter case', visibility: 'desk' as const };
      await run(desk.app, changeCaseEntry, stays.principal, changed);
    });
    expect(shown.status).toBe(404);
    expect(shown.text).not.toContain('Quieter case');
    expect(shown.text).toContain('A long summary');
    expect(await titles()).toEqual(['Quieter case']);
  });

  it('is refused with its input if its sender has signed out before it is complete', async () => {
    const desk = deskOn(db());
    const one = await desk.join('editor');
    const [thing] = (await run(desk.app, file, editor, { cases: [{ title: 'Desk case' }] })).cases;
    const path = routes.desk.editCase({ number: parseRef(thing!)!.number });
    const wrong = { ...formOf(one), title: '' };
    const shown = await slowly(
      desk,
      one.cookie,
      path,
      wrong,
    )(() => run(desk.app, signOut, one.principal, { token: one.sessionToken, everywhere: true }));
    expect(shown.status).toBe(401);
    expect(shown.text).toContain('A long summary');
  });
});
