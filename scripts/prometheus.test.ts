import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { composeModules } from '../src/cli/compose.ts';
import { metricsReader, scopes } from '../src/cli/serve/metrics/all-metrics.ts';
import { RequestTally } from '../src/cli/serve/metrics/requests.ts';
import { packageRoot } from '../src/platform/config/package-root.ts';
import { createLog } from '../src/platform/log/log.ts';
import { onEitherDatabase } from '../src/platform/testing/databases.ts';
import { testApp } from '../src/platform/testing/test-app.ts';

type Rule = { alert: string; expr: string; labels: { severity: string }; annotations: Record<string, string> };

const read = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');
const { groups } = parse(read('deploy/prometheus/kronika.rules.yml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const handbook = read('docs/operators/metrics.md');

onEitherDatabase('the alerts and the handbook', (db) => {
  const metrics = () =>
    metricsReader({
      app: testApp(db()),
      log: createLog('silent'),
      role: 'all',
      modules: composeModules(),
      requests: new RequestTally(),
      pages: { size: 0, bytes: 0 },
    })();

  it('use only metrics that are served', async () => {
    const names = new Set((await metrics()).map(({ name }) => name));
    const used = (text: string): string[] => [...new Set([...text.matchAll(/\bkronika_\w+/g)].map(([name]) => name))];
    const served = (name: string): boolean => names.has(name) || names.has(name.replace(/_(bucket|sum|count)$/, ''));
    const wrong = rules.flatMap(({ expr }) => used(expr).filter((name) => !served(name)));
    expect([wrong, used(handbook).filter((name) => !served(name))]).toEqual([[], []]);
    expect(rules.filter(({ expr }) => used(expr).length === 0).map(({ alert }) => alert)).toEqual([
      'KronikaDown',
      'KronikaGone',
    ]);
  });

  it('the handbook lists every metric, below the heading of those that are added or those that are not', async () => {
    const parts = handbook.split(/^## /m);
    const listed = (heading: string): string[] => {
      const part = parts.find((one) => one.startsWith(heading))!;
      return [...part.matchAll(/^\| `(kronika_\w+)/gm)].map(([, name]) => name!).toSorted();
    };
    const own = (await metrics()).filter(({ name }) => name.startsWith('kronika_'));
    const withScope = (scope: string): string[] =>
      own.flatMap(({ name, help }) => (help.startsWith(scope) ? [name] : [])).toSorted();
    expect(listed('Of each process')).toEqual(withScope(scopes.process));
    expect(listed('Of the whole installation')).toEqual(withScope(scopes.installation));
    const others = (await metrics()).map(({ name }) => name).filter((name) => !name.startsWith('kronika_'));
    expect([...handbook.matchAll(/^\| `((?:process|nodejs)_\w+)/gm)].map(([, name]) => name)).toEqual(others);
    expect(own.length).toBe(withScope(scopes.process).length + withScope(scopes.installation).length);
  });
});

it('every alert is in the handbook, has a severity, and says what is wrong', () => {
  const named = [...handbook.matchAll(/^\| `(Kronika\w+)`/gm)].map(([, name]) => name);
  expect(named).toEqual(rules.map(({ alert }) => alert));
  for (const { alert, labels, annotations } of rules) {
    expect([alert, labels.severity]).toEqual([alert, expect.stringMatching(/^(critical|warning)$/)]);
    expect([alert, Object.keys(annotations)]).toEqual([alert, ['summary', 'description']]);
  }
});

it('every alert has a test that it is raised, and one that it is not', () => {
  type Case = { alertname: string; exp_alerts?: object[] };
  const { tests } = parse(read('deploy/prometheus/kronika.rules.test.yml')) as { tests: { alert_rule_test: Case[] }[] };
  const cases = tests.flatMap((one) => one.alert_rule_test);
  const names = rules.map(({ alert }) => alert).toSorted();
  const tested = (raised: boolean): string[] =>
    [...new Set(cases.flatMap((one) => (Boolean(one.exp_alerts) === raised ? [one.alertname] : [])))].toSorted();
  expect([tested(true), tested(false)]).toEqual([names, names]);
});
