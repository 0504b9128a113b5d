// node look.mjs ADDRESS [FILE]: the titles of all public items of a running server, as JSON. With FILE, only those of
// the items in this file.
import { readFileSync } from 'node:fs';

const [address, file] = process.argv.slice(2);
const known = file && JSON.parse(readFileSync(file, 'utf8'));
const titleOf = ({ title, name, source, claim, headline }) =>
  title ?? name ?? source?.name ?? claim?.wording ?? headline?.text;

const found = {};
for (const kind of ['cases', 'actors', 'sources', 'claims', 'laws', 'letters', 'articles']) {
  found[kind] = {};
  const numbers = known ? Object.keys(known[kind]) : Array.from({ length: 400 }, (_, index) => String(index + 1));
  for (const number of numbers) {
    const answer = await fetch(`${address}/${kind}/${number}.json`);
    if (answer.ok) found[kind][number] = titleOf(await answer.json());
    else await answer.arrayBuffer();
  }
}
process.stdout.write(`${JSON.stringify(found, null, 1)}\n`);
