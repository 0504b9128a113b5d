// npm run train reading: trains the model that reads English, from corpus/ and ../shared/corpora
// (docs/reading-model.md). npm run train targets: trains only the part that finds the targets of acts.
import { root, withSource } from './with-source.mjs';

const part = process.argv[2];
if (part !== 'reading' && part !== 'targets') {
  console.error('npm run train reading\nnpm run train targets');
  process.exit(2);
}
await withSource('scripts/train/command.ts', ({ trainReading, trainTargets }) => {
  if (part === 'reading') trainReading(root);
  else trainTargets(root);
});
