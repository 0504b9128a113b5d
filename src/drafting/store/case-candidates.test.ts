import { beforeAll, expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { run, runAsViewer, type App, type Principal } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor, monitor } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { twoColleagues } from '../../record/testing/two-colleagues.ts';
import { addPage } from './add-page.ts';
import { candidateCases, namesOfIncidents } from './case-candidates.ts';
import { loadDraft } from './load-draft.ts';
import { nearActorsOf } from './near.ts';

const report = (mark: string): string => `Two held in two towns ${mark}

12 March 2031

By Border News Agency

Police arrested Lena Moroz, the editor of the Harbour Gazette, in Drevno on 11 March 2031, the Ministry of Order said.

Pavel Dorn, a photographer for the Lighthouse Weekly, was beaten by police officers in Westmark on 10 March 2031, the Ministry of Order said.

The Ministry of Order told Border News Agency that both cases were under review.`;

onEitherDatabase('the cases suggested for a draft', (db) => {
  let app: App;
  let member: Principal & { accountId: number };
  let other: Principal & { accountId: number };
  let ministry: string;
  let agency: string;
  beforeAll(async () => {
    ({ app, member, other } = await twoColleagues(db()));
    const { actors } = await run(app, file, editor, {
      actors: [
        { kind: 'authority', names: [{ text: 'Ministry of Order' }] },
        { kind: 'outlet', names: [{ text: 'Border News Agency' }] },
      ],
    });
    [ministry, agency] = actors as [string, string];
  });

  /** Files a case that the agency reports, in which the ministry speaks and acts. */
  const filed = async (
    title: string,
    about: { who?: string; date?: string; place?: string; type?: string },
  ): Promise<{ cases: string[]; claims: string[] }> => {
    const said = (property: string, value: unknown) => ({ subject: '#e', property, value });
    return run(app, file, editor, {
      sources: [{ key: 's', kind: 'article', title: `${title}, reported`, publisher: agency }],
      cases: [{ key: 'c', title }],
      events: [{ key: 'e', case: '#c', title: 'What happened' }],
      claims: [
        {
          case: '#c',
          wording: title,
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          chain: [
            { actor: ministry, verb: 'said' },
            { actor: agency, verb: 'reported' },
          ],
          support: { kind: 'reference', source: '#s' },
          statements: [
            said('event-type', about.type ?? 'arrest'),
            said('involvement', { actor: ministry, role: 'executing-authority' }),
            said('involvement', { actor: agency, role: 'witness' }),
            ...(about.who ? [said('target', about.who)] : []),
            ...(about.date ? [said('date', about.date)] : []),
            ...(about.place ? [said('event-place', { country: 'CZ', locality: about.place })] : []),
          ],
        },
      ],
    });
  };
  const caseOf = async (...about: Parameters<typeof filed>): Promise<string> => (await filed(...about)).cases[0]!;
  const person = async (text: string): Promise<string> =>
    (await run(app, file, editor, { actors: [{ kind: 'person', names: [{ text }] }] })).actors[0]!;
  const begin = async (mark: string): Promise<number> => (await addPage(app, monitor, { text: report(mark) })).draft;
  const suggested = async (draft: number, who: Principal = editor) =>
    runAsViewer(app, who, async () => {
      const { content } = (await loadDraft(db().read, draft))!;
      const names = [...content.cast.map(({ name }) => name), ...namesOfIncidents(content.incidents)];
      const { of: near } = await nearActorsOf(db().read, names);
      const { ofIncident, ofPage } = await candidateCases(db().read, content, near);
      const of = (target: string) => {
        const incident = content.incidents.find(({ targets }) => targets.some(({ name }) => name === target))!;
        return ofIncident.get(incident.key)!;
      };
      return { of, ofPage };
    });

  it('share people and places with the incident, not the agency or the authority of every case', async () => {
    const moroz = await person('Lena Moroz');
    const hers = await caseOf('Moroz is held', { who: moroz, date: '2031-03-11', place: 'Drevno' });
    for (let count = 0; count < 12; count++) await caseOf(`Another report ${count}`, { date: '2031-03-11' });
    const { of, ofPage } = await suggested(await begin('one'));
    expect(of('Lena Moroz')).toEqual([
      {
        ref: hers,
        title: 'Moroz is held',
        reasons: [
          { of: 'journalist', names: ['Lena Moroz'] },
          { of: 'place', names: ['Drevno'] },
          { of: 'day', names: [] },
          { of: 'act', names: [] },
        ],
      },
    ]);
    expect(of('Pavel Dorn')).toEqual([]);
    expect(ofPage.map(({ ref }) => ref)).toEqual([hers]);
  });

  it('are ranked by target, outlet and days: the target counts more than the outlet', async () => {
    const dorn = await person('Pavel Dorn');
    const { actors } = await run(app, file, editor, {
      actors: [{ kind: 'outlet', names: [{ text: 'Lighthouse Weekly' }] }],
    });
    const ofOutlet = await caseOf('The Lighthouse is searched', { who: actors[0], date: '2031-03-01', type: 'search' });
    const earlier = await caseOf('Dorn is fined', { who: dorn, date: '2027-01-01', type: 'ruling' });
    const same = await caseOf('Dorn is beaten', { who: dorn, date: '2031-03-10', type: 'attack' });
    const { of } = await suggested(await begin('two'));
    expect(of('Pavel Dorn').map(({ ref }) => ref)).toEqual([same, earlier, ofOutlet]);
    expect(of('Pavel Dorn')[2]!.reasons).toEqual([
      { of: 'outlet', names: ['Lighthouse Weekly'] },
      { of: 'month', names: [] },
    ]);
  });

  it('never come from another team, or from a sealed claim', async () => {
    const moroz = await person('Lena Moroz');
    const secret = await caseOf('The Moroz affair', { who: moroz, date: '2031-03-11', place: 'Drevno' });
    const sealed = await filed('The sealed affair', { who: moroz, date: '2031-03-11', place: 'Drevno' });
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [member.accountId] });
    await run(app, limitItem, member, { thing: secret, team });
    const holder = await newKeyHolder(app, 'editor');
    await holder.seal(sealed.claims[0]!);
    const draft = await begin('three');
    const refs = async (who: Principal) => {
      const { of, ofPage } = await suggested(draft, who);
      return [...of('Lena Moroz'), ...ofPage].map(({ ref }) => ref);
    };
    expect(await refs(member)).toContain(secret);
    expect(await refs(other)).not.toContain(secret);
    expect(await refs(member)).not.toContain(sealed.cases[0]);
  });
});
