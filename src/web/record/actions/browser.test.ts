import { describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { run } from '../../../platform/operation.ts';
import { file } from '../../../record/filing/file.ts';
import { parseRef } from '../../../record/refs.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { faultsInLooks, inBrowser } from '../../testing/in-browser.ts';

let made: TestDatabase;
let person: string;

const stage = inBrowser(async (assets) => {
  made = await testDatabase('embedded');
  const desk = deskOn(made.db, { assets: assets.folder });
  const chief = await desk.join(['editor'], 'Dana Ospanova');
  const { actors } = await run(desk.app, file, chief.principal, {
    actors: [
      {
        kind: 'person',
        names: [{ text: 'Ерболат Қанжығалин' }, { text: 'Ерболат Канжигалин' }],
        visibility: 'public',
      },
      { kind: 'person', names: [{ text: 'Мадина Канжигалина' }] },
    ],
    cases: [
      {
        title: 'Суд арестовал Ерболата Канжигалина',
        summary: 'Адвокат Канжигалина подал жалобу.',
        visibility: 'public',
      },
      { title: 'Дело редакции', summary: 'Допросили Канжигалина, редактора газеты, и ещё двух журналистов редакции.' },
      { title: 'Ерболат Қанжығалиннің ісі' },
      { title: 'Данияр Канжигалин дал показания', visibility: 'public' },
    ],
  });
  person = actors[0]!;
  return { web: desk.web, session: chief.sessionToken, close: () => made.drop() };
});

describe('the pages about a person’s data', () => {
  it('are readable, and have no fault that axe finds', async () => {
    for (const act of ['redact', 'export'] as const)
      await stage.open(routes.desk.act({ ...parseRef(person)!, act }), {}, async (page, status) => {
        expect([act, status, await faultsInLooks(page, `person-${act}`)]).toEqual([act, 200, []]);
      });
  });

  it('offer uncertain words as choices, each with the text around it', async () => {
    await stage.open(routes.desk.act({ ...parseRef(person)!, act: 'redact' }), {}, async (page) => {
      const choices = page.getByRole('checkbox');
      expect(await choices.count()).toBe(3);
      await page.getByRole('checkbox', { name: /^Данияр Канжигалин/ }).check();
      expect(await page.getByText('Допросили Канжигалина, редактора газеты').count()).toBe(1);
    });
  });
});
