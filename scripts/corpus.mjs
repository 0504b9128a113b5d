// node scripts/corpus.mjs COMMAND: checks and converts the annotated pages in corpus/.
import { root, withSource } from './with-source.mjs';

await withSource('scripts/corpus/command.ts', ({ corpusCommand }) => {
  process.exitCode = corpusCommand(root, process.argv.slice(2));
});
