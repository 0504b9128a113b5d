import { openApp } from '../../platform/app.ts';
import { readConfig } from '../../platform/config/config.ts';
import { systemPrincipal, run } from '../../platform/operation.ts';
import { storeUncompressed } from '../../platform/testing/search-files.ts';
import { findDuplicates } from '../../record/duplicates/find.ts';
import { file } from '../../record/filing/file.ts';
import { pageWith, sealedFiling } from '../../record/filing/testing/sealed-filing.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { fileDemands } from '../../requests/demands/file-demands.ts';
import { filePermissions } from '../../requests/permissions/file-permissions.ts';
import { composeModules } from '../compose.ts';

// For a test: creates sealed items of each kind, and the same items in plain text. Then waits until it is killed.
const [dataDir, url, sealedWord, plainWord] = process.argv.slice(2) as [string, string, string, string];
const { app } = await openApp(
  readConfig({ KRONIKA_DATA: dataDir, KRONIKA_LOG: 'silent', ...(url ? { DATABASE_URL: url } : {}) }),
  composeModules(),
);
await storeUncompressed(app.db);
const holder = await newKeyHolder(app, 'editor');
const { principal } = holder;
const text = pageWith('forty');
const { capture, source } = await run(app, storeCapture, principal, {
  title: 'Newsroom searched',
  method: 'text',
  mediaType: 'text/plain',
  bytes: Buffer.from(text),
  text,
});
const { cases } = await run(app, file, principal, { cases: [{ title: 'The search' }] });

const refs: string[][] = [];
for (const [word, sealFor] of [
  [sealedWord, [holder.id]],
  [plainWord, undefined],
] as const) {
  const on = { case: cases[0]!, source, capture, text };
  const filed = await run(app, file, principal, sealedFiling(word, on, sealFor && [...sealFor]));
  const content = Buffer.from(`${word}Filecontent`).toString('base64');
  const files = [{ name: `${word}Filename.txt`, mediaType: 'text/plain', content }];
  const { demands } = await run(app, fileDemands, principal, {
    demands: [
      {
        kind: 'remove',
        what: `${word}Demanded`,
        law: `${word}Lawnamed`,
        aboutWords: `${word}About`,
        about: [cases[0]!],
        received: '2031-04-20',
        counted: 'left-out',
        files,
        sealFor: sealFor && [...sealFor],
      },
    ],
  });
  const { permissions } = await run(app, filePermissions, principal, {
    permissions: [
      {
        person: `${word}Permitter`,
        kinds: ['medical'],
        subject: `${word}Subject`,
        wording: `${word}Asked`,
        contact: `${word}contact@example.org`,
        note: `${word}Remark`,
        answer: { state: 'given', on: '2031-04-01', way: 'letter', by: `${word}Lawyer`, files },
        sealFor: sealFor && [...sealFor],
      },
    ],
  });
  refs.push([...filed.actors, ...filed.sources, ...filed.claims, ...filed.questions, ...demands, ...permissions]);
}
await run(app, findDuplicates, systemPrincipal, {});
await app.db.executeSql('analyze');
process.stdout.write(
  `${JSON.stringify({ sealed: refs[0], plain: refs[1], account: holder.id, identity: holder.identity })}\n`,
);
setInterval(() => {}, 60_000);
