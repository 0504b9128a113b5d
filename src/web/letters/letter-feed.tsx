import { listLetters, type LetterLine } from '../../letters/views/list.ts';
import { reportedCount, valuesOf } from '../../letters/views/letter.ts';
import { titleIn } from '../../letters/hosted/content.ts';
import { loadHosted, type HostedView } from '../../letters/views/hosted.ts';
import { namedIn } from '../kit/publication.ts';
import { findThing } from '../../record/refs.ts';
import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import { LinkedText } from '../record/components/cited.tsx';
import { addressOf, nameOf } from '../record/components/of-record.ts';
import type { Ctx } from '../kit/context.ts';
import { claimsCited, noteText, type NotedText } from './public/noted.ts';
import { groupListItems } from './public/text.tsx';
import { routes, slugify } from '../routes.ts';
import { renderFragment, useWords, viewOf } from '../kit/view.tsx';
import { Notes, type Full } from '../publishing/articles/public/article-html.tsx';
import { feedAddress, fullAddress, type Feed, type FeedItem } from '../kit/feeds/feed.ts';

const size = 20;

/**
 * The feed of the newest open letters. Letters signed on this site have their full text; letters known from sources
 * only a summary. Sample data is left out.
 */
export async function letterFeed(c: Ctx): Promise<Feed> {
  const t = c.get('t');
  const { letters } = await listLetters(c.get('deps').app.db.read, {
    audience: 'public',
    examples: false,
    limit: size,
    offset: 0,
  });
  const items: FeedItem[] = [];
  for (const line of letters) items.push(await itemOf(c, line));
  return {
    title: `${namedIn(c.get('deps').paper(), t.locale).name}: ${t('letters.title')}`,
    description: t('letters.lead'),
    link: routes.letters(),
    atom: routes.feeds.letters.as('xml'),
    json: routes.feeds.letters.json(),
    items,
  };
}

async function itemOf(c: Ctx, line: LetterLine): Promise<FeedItem> {
  const t = c.get('t');
  const db = c.get('deps').app.db.read;
  const { letter } = line;
  const plain = (property: 'sent' | 'date' | 'addressee') =>
    valuesOf(line.facts, property).filter((value) => !value.attributed);
  const actors = plain('addressee').flatMap((value) => (value.thing ? [nameOf(t, value.thing)] : []));
  const addressees = line.addressedTo.length ? line.addressedTo : actors;
  const count = line.signed ?? reportedCount(line.facts)?.count;
  const sentences = [
    ...(count === undefined
      ? []
      : [t(line.sort === 'reported' ? 'letters.reported_count' : 'letters.signed_count', { count })]),
    ...(addressees.length ? [t('letters.to', { names: new Intl.ListFormat(t.tag).format(addressees) })] : []),
  ];
  const day = String((plain('sent')[0] ?? plain('date')[0])?.value ?? '');
  const sent = (day && parseEdtf(day)?.earliest) || null;
  const base = {
    link: feedAddress(c, addressOf(letter)!),
    id: fullAddress(c, `${routes.letters()}/${letter.number}`),
    summary: sentences.join(', '),
  };
  const thing = line.sort === 'hosted' ? await findThing(db, 'letter', letter.number) : null;
  const hosted = thing && (await loadHosted(db, thing, 'public'));
  if (!hosted?.current)
    return {
      ...base,
      title: letter.title,
      language: letter.language,
      published: sent ? new Date(sent) : line.changedAt,
      updated: line.changedAt,
    };
  const requested = c.get('urlLanguage');
  const language = requested && hosted.current.docs[requested] ? requested : hosted.row.language;
  const doc = hosted.current.docs[language]!;
  const noted = noteText(t, doc, await claimsCited(db, doc));
  return {
    ...base,
    title: titleIn(hosted.current.content, language),
    published: line.publishedAt!,
    updated: line.publishedAt!,
    language,
    html: renderFragment(
      viewOf(c),
      <FullLetter letter={hosted} language={language} noted={noted} full={(path) => feedAddress(c, path)} />,
    ),
  };
}

/** A letter with its notes, in plain HTML for feed readers. All links are absolute. */
function FullLetter({
  letter,
  language,
  noted,
  full,
}: {
  letter: HostedView;
  language: string;
  noted: NotedText;
  full: Full;
}) {
  const t = useWords();
  const { content } = letter.current!;
  const text = (sentences: NotedText['blocks'][number]['sentences']) =>
    sentences.map((one) => (
      <>
        <LinkedText text={one.text} links={one.links} styles={one.styles} />
        {one.notes.length ? <sup>{one.notes.join(', ')}</sup> : null}{' '}
      </>
    ));
  const demands = content.demands.flatMap((demand) => demand.texts[language] ?? []);
  return (
    <>
      {content.addressees.map((one) => (
        <p>{[[one.salutation, one.name].filter(Boolean).join(' '), one.office].filter(Boolean).join(', ')}</p>
      ))}
      {groupListItems(noted).map((group) => {
        if (group.type === 'heading') return <h2>{text(group.blocks[0]!.sentences)}</h2>;
        if (group.type === 'quotation')
          return (
            <blockquote>
              <p>{text(group.blocks[0]!.sentences)}</p>
            </blockquote>
          );
        if (group.type === 'bullet' || group.type === 'item')
          return (
            <ul>
              {group.blocks.map((block) => (
                <li>{text(block.sentences)}</li>
              ))}
            </ul>
          );
        if (group.type === 'number')
          return (
            <ol>
              {group.blocks.map((block) => (
                <li>{text(block.sentences)}</li>
              ))}
            </ol>
          );
        return <p>{text(group.blocks[0]!.sentences)}</p>;
      })}
      {demands.length ? (
        <>
          <h2>{t('letters.demands')}</h2>
          <ol>
            {demands.map((one) => (
              <li>{one}</li>
            ))}
          </ol>
        </>
      ) : null}
      <p>
        <a href={full(routes.letter({ number: letter.brief.number, slug: slugify(letter.brief.title) }))}>
          {t('letters.feed.signed')}
        </a>
      </p>
      <Notes notes={noted.notes} full={full} />
    </>
  );
}
