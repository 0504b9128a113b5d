import { routes } from '../../routes.ts';

/** Commands as they are typed into a shell. `number`: of a case that is there to be read. */
export type Example = { key: string; command: string };

/** Every one of them is run by a test, in this order, against a server. */
export function apiExamples(origin: string, number: number): Example[] {
  const at = (path: string): string => `${origin}${routes.api()}${path}`;
  const token = '-H "Authorization: Bearer $KRONIKA_TOKEN"';
  const json = "-H 'Content-Type: application/json'";
  return [
    { key: 'one', command: `curl '${at(`/cases/${number}`)}'` },
    { key: 'list', command: `curl '${at('/cases?country=KZ&year=2018&sort=-changed&limit=20')}'` },
    {
      key: 'all',
      command: [
        `next='${routes.api()}/claims?limit=200'`,
        'while [ "$next" != null ]; do',
        `  page=$(curl -s "${origin}$next")`,
        "  echo \"$page\" | jq -c '.items[]' >> claims.jsonl",
        '  next=$(echo "$page" | jq -r .next)',
        'done',
      ].join('\n'),
    },
    { key: 'since', command: `curl '${at('/claims?sort=changed&changedSince=2026-01-31T00:00:00Z')}'` },
    {
      key: 'etag',
      command: [`etag=$(curl -s -o case.json -w '%header{etag}' '${at(`/cases/${number}`)}')`, `curl -s -o /dev/null -w '%{http_code}\\n' -H "If-None-Match: $etag" '${at(`/cases/${number}`)}'`].join('\n'),
    },
    { key: 'search', command: `curl '${at('/search?q=Kakimzhanov&kind=actor&kind=case')}'` },
    { key: 'desk', command: `curl ${token} '${at(`/cases/${number}?audience=desk`)}'` },
    {
      key: 'file',
      command: [
        `curl ${token} ${json} '${at('/acts/file')}' -d '{`,
        '  "actors":  [{"key": "who", "kind": "organisation", "names": [{"text": "A watchdog", "language": "en"}]}],',
        '  "sources": [{"key": "page", "kind": "report", "title": "A report", "publisher": "#who"}],',
        '  "cases":   [{"key": "case", "title": "The search of a newsroom"}],',
        '  "events":  [{"key": "search", "case": "#case", "title": "Police search the newsroom"}],',
        '  "claims":  [{',
        '    "case": "#case", "kind": "paraphrase", "mode": "stated", "language": "en",',
        '    "wording": "Police searched the newsroom on 2 April.",',
        '    "chain": [{"actor": "#who", "verb": "wrote"}],',
        '    "support": {"kind": "reference", "source": "#page"},',
        '    "statements": [',
        '      {"subject": "#search", "property": "date", "value": "2018-04-02"},',
        '      {"subject": "#case", "property": "place", "value": {"country": "KZ", "locality": "Almaty"}}',
        '    ]',
        '  }],',
        '  "why": "From our own list of incidents."',
        "}'",
      ].join('\n'),
    },
    {
      key: 'change',
      command: [
        `etag=$(curl -s -o /dev/null -w '%header{etag}' ${token} '${at(`/cases/${number}?audience=desk`)}')`,
        `curl ${token} ${json} -H "If-Match: $etag" '${at('/acts/change-dossier')}' -d '{`,
        `  "thing": "case/${number}", "title": "A better title", "visibility": "public", "why": "Shorter."`,
        "}'",
      ].join('\n'),
    },
    { key: 'wrong', command: `curl ${token} ${json} '${at('/acts/file')}' -d '{"cases": [{"title": "", "visiblity": "public"}]}'` },
  ];
}
