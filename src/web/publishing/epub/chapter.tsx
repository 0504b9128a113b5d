import type { Child } from 'hono/jsx';
import type { PublicArticle, PublicSentence } from '../../../publishing/public/public-article.ts';
import { statisticOf } from '../../../publishing/public/public-figure.ts';
import type { PublicPhoto } from '../../../publishing/public/public-photo.ts';
import { bylineLabel } from '../../../documents/model/form.ts';
import { findingWords } from '../../search/charts/finding-words.ts';
import { StatisticTable } from '../../search/statistics/chart-figure.tsx';
import { wholeTitle } from '../../search/charts/words.ts';
import { LinkedText } from '../../record/components/cited.tsx';
import type { NoteData } from '../../record/components/types.ts';
import { creditOf } from '../../record/photos/photo.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import { LetterLine, Note, Provision, SourceLine } from '../articles/public/article-html.tsx';
import { CorrectionText } from '../articles/public/article-history.tsx';
import { noteArticle, type Noted } from '../articles/public/article-notes.ts';
import { routes, slugify } from '../../routes.ts';
import { InventedNotice, isInvented } from '../../kit/invented.tsx';
import { useView, useWords } from '../../kit/view.tsx';

/** A picture in the book: its path and its size in pixels. */
export type BookPicture = { href: string; width: number; height: number };

/** The role of an element in a book (EPUB Structural Semantics), and its ARIA role for screen readers (DPUB-ARIA). */
const semantics = (type: string, role?: string) => ({ 'epub:type': type, ...(role ? { role } : {}) });

type ChapterProps = { article: PublicArticle; pictureOf(photo: PublicPhoto): BookPicture | undefined };

/** An article as a chapter. Its notes are footnotes, which reading systems open in place. */
export function Chapter({ article, pictureOf }: ChapterProps) {
  const { t, paper } = useView();
  const noted = noteArticle(t, article);
  const page = routes.article({ number: article.number, slug: article.slug });
  const { byline } = article;
  const open = article.questions.filter((one) => one.answeredBy === null);
  return (
    <section {...semantics('chapter', 'doc-chapter')} aria-labelledby="headline">
      <header>
        {article.cases.length ? <p class="kicker">{article.cases[0]!.title}</p> : null}
        <h1 id="headline">
          <Sentences list={[article.headline]} noted={noted} />
        </h1>
        {article.standfirst.length ? (
          <p class="standfirst">
            <Sentences list={article.standfirst} noted={noted} />
          </p>
        ) : null}
        <p class="byline">
          {byline.names.length
            ? `${t(bylineLabel(byline.kind), { names: new Intl.ListFormat(t.tag).format(byline.names) })} · `
            : ''}
          {t('publishing.public.article.published')} <EdtfDate edtf={article.publishedAt.slice(0, 10)} />
        </p>
      </header>
      {isInvented(paper, `article/${article.number}`) ? <InventedNotice t={t} /> : null}
      <Notices article={article} />
      {article.blocks.map((block) => (
        <Block block={block} article={article} noted={noted} pictureOf={pictureOf} />
      ))}
      {open.length ? (
        <section>
          <h2>{t('publishing.public.article.unknown')}</h2>
          <ul>
            {open.map((one) => (
              <li lang={one.language}>{one.wording}</li>
            ))}
          </ul>
        </section>
      ) : null}
      {noted.notes.length ? (
        <section class="notes" aria-labelledby="notes">
          <h2 id="notes">{t('kit.note.title')}</h2>
          {noted.notes.map((note) => (
            <Footnote note={note} back={noted.back[note.number]} />
          ))}
        </section>
      ) : null}
      <p class="muted">
        <a href={page}>{t('publishing.epub.at_home')}</a>
      </p>
    </section>
  );
}

function Notices({ article }: { article: PublicArticle }) {
  const t = useWords();
  const retraction = article.state === 'retracted' ? article.acts.find((one) => one.act === 'retract') : undefined;
  return (
    <>
      {article.state === 'retracted' ? (
        <div class="notice">
          <p>
            <strong>{t('publishing.public.article.retracted')}</strong>
          </p>
          {retraction?.reason ? <p>{retraction.reason}</p> : null}
        </div>
      ) : null}
      {article.corrections.map((one) => (
        <div class="notice">
          <p>
            <strong>{t('publishing.public.article.correction')}</strong>, <EdtfDate edtf={one.at.slice(0, 10)} />
          </p>
          <CorrectionText wrong={one.wrong} right={one.right} />
        </div>
      ))}
    </>
  );
}

type BlockProps = ChapterProps & { block: PublicArticle['blocks'][number]; noted: Noted };

function Block({ block, article, noted, pictureOf }: BlockProps) {
  const t = useWords();
  const items = (list: readonly { sentences: readonly PublicSentence[] }[]): Child[] =>
    list.map((item) => (
      <li>
        <Sentences list={item.sentences} noted={noted} />
      </li>
    ));
  switch (block.type) {
    case 'paragraph':
      return (
        <p>
          <Sentences list={block.sentences} noted={noted} />
        </p>
      );
    case 'heading':
      return (
        <h2>
          <Sentences list={block.sentences} noted={noted} />
        </h2>
      );
    case 'quotation':
      return (
        <blockquote>
          <p>
            <Sentences list={block.sentences} noted={noted} />
          </p>
        </blockquote>
      );
    case 'bullets':
      return <ul>{items(block.items)}</ul>;
    case 'numbers':
      return <ol>{items(block.items)}</ol>;
    case 'background':
      return (
        <aside>
          <h2>{t('publishing.public.article.background')}</h2>
          <ul>{items(block.items)}</ul>
        </aside>
      );
    case 'photo':
      return (
        <Photo
          photo={block.photo}
          picture={pictureOf(block.photo)}
          caption={<Sentences list={block.sentences} noted={noted} />}
        />
      );
    case 'timeline':
      return (
        <p>
          {t('documents.embed.timeline')}{' '}
          <a href={routes.case_({ number: block.case.number, slug: slugify(block.case.title) })}>{block.case.title}</a>
        </p>
      );
    case 'statistic': {
      const figure = article.figures.find((one) => one.number === block.figure);
      if (!figure) return null;
      const statistic = statisticOf(figure);
      const finding = block.finding ?? findingWords(t, statistic, new Date(figure.at));
      return (
        <>
          {finding ? (
            <p>
              <b>{finding}</b>
            </p>
          ) : null}
          <StatisticTable statistic={statistic} caption={`${wholeTitle(t, statistic)} (${figure.at.slice(0, 10)})`} />
        </>
      );
    }
    case 'provision':
      return <Provision provision={block.provision} full={(path) => path} />;
    case 'source':
      return <SourceLine source={block.source} full={(path) => path} />;
    case 'letter':
      return <LetterLine letter={block.letter} full={(path) => path} />;
  }
}

function Photo({ photo, picture, caption }: { photo: PublicPhoto; picture: BookPicture | undefined; caption: Child }) {
  const t = useWords();
  if (photo.status !== 'shown') return <p class="muted">{t('record.photos.gone', { status: photo.status })}</p>;
  return (
    <figure>
      {picture ? <img src={picture.href} alt={photo.alt} width={picture.width} height={picture.height} /> : null}
      <figcaption>
        {caption} <small>{creditOf(t, photo)}</small>
      </figcaption>
    </figure>
  );
}

function Sentences({ list, noted }: { list: readonly PublicSentence[]; noted: Noted }) {
  return (
    <>
      {list.map((one) => {
        const { notes, ...words } = noted.sentences.get(one.id)!;
        return (
          <>
            <span id={`s-${one.id}`}>
              <LinkedText {...words} />
            </span>
            {notes.length ? (
              <sup>
                {notes.map((number, index) => (
                  <>
                    {index ? ', ' : ''}
                    <a {...semantics('noteref', 'doc-noteref')} href={`#note-${number}`}>
                      {number}
                    </a>
                  </>
                ))}
              </sup>
            ) : null}{' '}
          </>
        );
      })}
    </>
  );
}

function Footnote({ note, back }: { note: NoteData; back: string | undefined }) {
  const t = useWords();
  return (
    <aside {...semantics('footnote', 'doc-footnote')} id={`note-${note.number}`}>
      {back ? (
        <a href={`#s-${back}`} role="doc-backlink" aria-label={t('kit.note.back', { number: note.number })}>
          {note.number}
        </a>
      ) : (
        <span>{note.number}</span>
      )}{' '}
      <Note note={note} full={(path) => path} />
    </aside>
  );
}
