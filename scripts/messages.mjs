// npm run messages: the state of the message catalogues.
//   npm run messages                             counts per language, unused and missing English keys
//   npm run messages -- ru                       the keys that are missing, outdated or unknown in Russian
//   npm run messages -- --translated ru law.title imports
//                                                marks these translations (a key, or a whole file) as up to date
//   npm run messages -- --check                  lists only English keys that the code uses and that are missing;
//                                                exit code 1 if there are any
import { withSource } from './with-source.mjs';

await withSource('src/platform/messages/testing/catalogues.ts', (catalogues) => run(catalogues, process.argv.slice(2)));

function run({ markTranslated, missingKeys, translated, translationState, unusedKeys }, [first, ...rest]) {
  if (first === '--translated') {
    const [locale, ...keys] = rest;
    if (!translated.includes(locale) || keys.length === 0) return usage(translated);
    return markTranslated(locale, keys);
  }
  if (first !== undefined && first !== '--check') {
    if (!translated.includes(first)) return usage(translated);
    return Object.entries(translationState(first)).forEach(([name, keys]) => list(name, keys));
  }
  const missing = missingKeys();
  list('English, missing', missing);
  if (missing.length) process.exitCode = 1;
  if (first === '--check') return;
  list('English, used by no code', unusedKeys());
  for (const locale of translated)
    for (const [name, keys] of Object.entries(translationState(locale)))
      console.log(`${locale}, ${name}: ${keys.length}`);
}

function list(name, keys) {
  console.log(`${name}: ${keys.length}`);
  for (const key of keys) console.log(`  ${key}`);
}

function usage(translated) {
  console.error(`npm run messages [-- ${translated.join('|')} | --translated LANGUAGE KEY… | --check]`);
  process.exitCode = 2;
}
