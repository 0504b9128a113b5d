import { routes } from '../routes.ts';

export type Example = { key: string; command: string };

/**
 * The example commands. A test runs all of them on a server, in this order.
 * @param number the number of an existing case
 */
export function apiExamples(origin: string, number: number): Example[] {
  const at = (path: string): string => `${origin}${routes.api()}${path}`;
  const lines = (...pieces: string[]): string => pieces.join(' \\\n  ');
  const token = '-H "Authorization: Bearer $KRONIKA_TOKEN"';
  const json = "-H 'Content-Type: application/json'";
  return [
    { key: 'one', command: `curl ${at(`/cases/${number}`)}` },
    {
      key: 'list',
      command: lines(
        `curl -G ${at('/cases')}`,
        '-d country=KZ -d year=2017 -d year=2018',
        '-d sort=-changed -d limit=20',
      ),
    },
    {
      key: 'search',
      command: lines(`curl -G ${at('/search')}`, '--data-urlencode q=Какимжанов -d kind=actor -d kind=case'),
    },
    {
      key: 'all',
      command: [
        `next='${routes.api()}/claims?limit=200'`,
        'while [ "$next" != null ]; do',
        `  page=$(curl -s "${origin}$next")`,
        "  printf '%s' \"$page\" | jq -c '.items[]' >> claims.jsonl",
        '  next=$(printf \'%s\' "$page" | jq -r .next)',
        'done',
      ].join('\n'),
    },
    {
      key: 'since',
      command: lines(`curl -G ${at('/claims')}`, '-d sort=changed -d changedSince=2026-01-31T00:00:00Z'),
    },
    {
      key: 'etag',
      command: [
        lines(`etag=$(curl -s -o case.json -w '%header{etag}'`, `${at(`/cases/${number}`)})`),
        lines(`curl -s -o case.json -w '%{http_code}\\n'`, `-H "If-None-Match: $etag"`, at(`/cases/${number}`)),
      ].join('\n'),
    },
    { key: 'desk', command: lines(`curl ${token}`, `'${at(`/cases/${number}?audience=desk`)}'`) },
    {
      key: 'desk_list',
      command: lines(`curl -G ${token}`, at('/desk/cases'), '-d to=nobody -d column=responsible -d sort=-created'),
    },
    { key: 'properties', command: lines(`curl ${at('/properties')}`) },
    {
      key: 'file',
      command: lines(`curl ${token}`, json, `${at('/acts/file')} -d @- <<'END'`).concat(`
{
  "actors": [
    {"key": "who", "kind": "organisation",
     "names": [{"text": "A watchdog", "language": "en"}]}
  ],
  "sources": [
    {"key": "page", "kind": "report", "title": "A report",
     "publisher": "#who"}
  ],
  "cases": [{"key": "case", "title": "The search of a newsroom"}],
  "events": [
    {"key": "search", "case": "#case",
     "title": "Police search the newsroom"}
  ],
  "claims": [
    {"case": "#case", "kind": "paraphrase", "mode": "stated",
     "wording": "Police searched the newsroom on 2 April.",
     "chain": [{"actor": "#who", "verb": "wrote"}],
     "support": {"kind": "reference", "source": "#page"},
     "statements": [
       {"subject": "#search", "property": "date",
        "value": "2018-04-02"},
       {"subject": "#case", "property": "place",
        "value": {"country": "KZ", "locality": "Almaty"}}
     ]}
  ],
  "why": "From our own list of incidents."
}
END`),
    },
    {
      key: 'change',
      command: [
        lines("etag=$(curl -s -o case.json -w '%header{etag}'", token, `'${at(`/cases/${number}?audience=desk`)}')`),
        lines(`curl ${token}`, json, '-H "If-Match: $etag"', `${at('/acts/change-dossier')} -d @- <<'END'`),
        `{"thing": "case/${number}", "title": "A better title",\n "visibility": "public", "why": "Shorter."}\nEND`,
      ].join('\n'),
    },
    {
      key: 'wrong',
      command: lines(`curl ${token}`, json, at('/acts/file'), `-d '{"cases": [{"title": "", "visiblity": "public"}]}'`),
    },
  ];
}
