import { SampleWord } from '../../record/components/example.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { foreignTo } from '../../kit/words/foreign-to.ts';
import type { Child } from 'hono/jsx';
import { reportedCount, valuesOf } from '../../../letters/views/letter.ts';
import type { LetterLine } from '../../../letters/views/list.ts';
import { addressOf, nameOf } from '../../record/components/of-record.ts';
import { Filled } from '../../kit/components/filled.tsx';
import { Dotted } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import { useWords } from '../../kit/view.tsx';

/** A list of letters, each with its date, addressees and number of signatories, as far as known. */
export function LetterLines({
  lines,
  heading,
  beside,
}: {
  lines: readonly LetterLine[];
  heading: 2 | 3;
  /** Additional text beside a letter. */ beside?: (line: LetterLine) => Child;
}) {
  const t = useWords();
  const Heading = heading === 2 ? 'h2' : 'h3';
  return (
    <ul class="list laws">
      {lines.map((line) => {
        const plain = (property: 'sent' | 'date' | 'addressee') =>
          valuesOf(line.facts, property).filter((value) => !value.attributed);
        const [sent] = plain('sent').length ? plain('sent') : plain('date');
        const actors = plain('addressee').flatMap((value) => (value.thing ? [nameOf(t, value.thing)] : []));
        const count = line.signed ?? reportedCount(line.facts)?.count;
        const parts = [
          ...(line.publishedAt
            ? [<EdtfDate edtf={line.publishedAt.toISOString().slice(0, 10)} />]
            : sent
              ? [<EdtfDate edtf={sent.value as string} />]
              : []),
          ...(count === undefined
            ? []
            : [t(line.sort === 'reported' ? 'letters.reported_count' : 'letters.signed_count', { count })]),
          ...(line.addressedTo.length
            ? [
                // The names of the addressees are in the letter's language.
                <Filled message="letters.to" name="names">
                  <span lang={foreignTo(t, line.language)}>{new Intl.ListFormat(t.tag).format(line.addressedTo)}</span>
                </Filled>,
              ]
            : actors.length
              ? [t('letters.to', { names: new Intl.ListFormat(t.tag).format(actors) })]
              : []),
          ...(line.example ? [<SampleWord item={line.letter.ref} />] : []),
        ];
        return (
          <li>
            <Heading>
              <a href={addressOf(line.letter)} {...langOf(line.letter)}>
                {line.letter.title}
              </a>
            </Heading>
            <p class="meta">
              <Dotted parts={parts} />
            </p>
            {beside?.(line)}
          </li>
        );
      })}
    </ul>
  );
}
