import { QuotedBlock } from '../../../kit/components/ours.tsx';
import type { Child } from 'hono/jsx';
import type { ListedCorrection } from '../../../../publishing/articles/list-corrections.ts';
import type { PublicArticle, PublicSentence } from '../../../../publishing/public/public-article.ts';
import { noteWords, pageWords } from '../../../record/components/chain.tsx';
import { LinkedText } from '../../../record/components/cited.tsx';
import type { NoteData } from '../../../record/components/types.ts';
import { EdtfDate } from '../../../kit/components/values.tsx';
import type { Ctx } from '../../../kit/context.ts';
import { noteArticle } from './article-notes.ts';
import { CorrectionText, orderAddress } from './article-history.tsx';
import type { PublicLetter } from '../../../../publishing/public/public-letter.ts';
import type { PublicSource } from '../../../../publishing/public/public-source.ts';
import type { PublicProvision } from '../../../../publishing/public/public-provision.ts';
import { edtfWords } from '../../../../record/values/edtf/edtf-words.ts';
import { routes, slugify } from '../../../routes.ts';
import { renderFragment, useWords, viewOf } from '../../../kit/view.tsx';
import { feedAddress } from '../../../kit/feeds/feed.ts';

/**
 * A complete article with its notes, for feeds. The elements have no classes, ids or styles, and links are full
 * addresses. The HTML is built from text, so the article cannot add its own elements.
 */
export function articleHtml(c: Ctx, article: PublicArticle): string {
  return renderFragment(viewOf(c), <Whole article={article} full={(path) => feedAddress(c, path)} />);
}

/** One entry of the list of corrections. */
export function correctionHtml(c: Ctx, listed: ListedCorrection): string {
  const full: Full = (path) => feedAddress(c, path);
  return renderFragment(viewOf(c), <CorrectionEntry listed={listed} full={full} />);
}

function CorrectionEntry({ listed: { correction, act }, full }: { listed: ListedCorrection; full: Full }) {
  const t = useWords();
  const { demand } = act ?? {};
  return (
    <>
      {correction ? <CorrectionText wrong={correction.wrong} right={correction.right} /> : null}
      {act?.reason ? <p>{act.reason}</p> : null}
      {demand ? (
        <ul>
          <li>
            {t('requests.public.demand.by')}: {demand.by ?? t('requests.public.demand.not_told')}
          </li>
          <li>
            {t('requests.public.demand.on')}: <EdtfDate edtf={demand.on} />
          </li>
          <li>
            {t('requests.public.demand.law')}: {demand.law}
          </li>
          {demand.order ? (
            <li>
              {t('requests.public.demand.order')}: <a href={full(orderAddress(demand.order))}>{demand.order.title}</a>
            </li>
          ) : null}
        </ul>
      ) : null}
    </>
  );
}

export type Full = (path: string) => string;

function Whole({ article, full }: { article: PublicArticle; full: Full }) {
  const t = useWords();
  const { notes, sentences } = noteArticle(t, article);
  const text = (list: readonly PublicSentence[]): Child[] =>
    list.map((one) => {
      const numbers = sentences.get(one.id)?.notes ?? [];
      return (
        <>
          <LinkedText text={one.text} links={one.links} styles={one.styles} />
          {numbers.length ? <sup>{numbers.join(', ')}</sup> : null}{' '}
        </>
      );
    });
  const retraction = article.state === 'retracted' ? article.acts.find((one) => one.act === 'retract') : undefined;
  return (
    <>
      {article.state === 'retracted' ? (
        <p>
          <strong>{t('publishing.public.article.retracted')}.</strong> {retraction?.reason}
        </p>
      ) : null}
      {article.corrections.map((one) => (
        <blockquote>
          <p>
            <strong>{t('publishing.public.article.correction')}</strong>, <EdtfDate edtf={one.at.slice(0, 10)} />
          </p>
          <CorrectionText wrong={one.wrong} right={one.right} />
        </blockquote>
      ))}
      {article.standfirst.length ? (
        <p>
          <em>{text(article.standfirst)}</em>
        </p>
      ) : null}
      {article.blocks.map((block) => {
        switch (block.type) {
          case 'heading':
            return <h2>{text(block.sentences)}</h2>;
          case 'quotation':
            return (
              <blockquote>
                <p>{text(block.sentences)}</p>
              </blockquote>
            );
          case 'bullets':
          case 'numbers':
          case 'background': {
            const List = block.type === 'numbers' ? 'ol' : 'ul';
            return (
              <>
                {block.type === 'background' ? <h2>{t('publishing.public.article.background')}</h2> : null}
                <List>
                  {block.items.map((item) => (
                    <li>{text(item.sentences)}</li>
                  ))}
                </List>
              </>
            );
          }
          case 'photo': {
            const { photo } = block;
            return (
              <p>
                {photo.alt ? `[${photo.alt}] ` : ''}
                {text(block.sentences)}
                {photo.credit ? ` (${photo.credit})` : ''}
              </p>
            );
          }
          case 'timeline':
            return (
              <p>
                <a href={full(routes.case_({ number: block.case.number, slug: slugify(block.case.title) }))}>
                  {block.case.title}
                </a>
              </p>
            );
          case 'statistic': {
            return (
              <p>
                <a href={full(routes.figure({ number: block.figure }))}>
                  {t('publishing.public.article.figure', { number: block.figure })}
                </a>
              </p>
            );
          }
          case 'provision':
            return <Provision provision={block.provision} full={full} />;
          case 'source':
            return <SourceLine source={block.source} full={full} />;
          case 'letter':
            return <LetterLine letter={block.letter} full={full} />;
          case 'paragraph':
            return <p>{text(block.sentences)}</p>;
        }
      })}
      {article.replies.map((reply) => (
        <blockquote lang={reply.language}>
          <p>
            <strong>{t(`requests.public.${reply.kind}`, { by: reply.by })}</strong>,{' '}
            <EdtfDate edtf={reply.at.slice(0, 10)} />
          </p>
          {reply.paragraphs.map((one) => (
            <p>{one}</p>
          ))}
        </blockquote>
      ))}
      <Notes notes={notes} full={full} />
    </>
  );
}

/** A post, video or page on another site, described with data of the record. */
export function SourceLine({
  source: { number, title, url, publisher, published },
  full,
}: {
  source: PublicSource;
  full: Full;
}) {
  const about = [publisher?.name, published].filter(Boolean).join(', ');
  return (
    <p>
      <a href={url ?? full(routes.source({ number }))}>{title}</a>
      {about ? ` (${about})` : ''}
    </p>
  );
}

export function LetterLine({
  letter: { number, title, confirmed, reported },
  full,
}: {
  letter: PublicLetter;
  full: Full;
}) {
  const t = useWords();
  return (
    <p>
      <a href={full(routes.letter({ number, slug: slugify(title) }))}>{title}</a>
      {confirmed === null
        ? reported === null
          ? ''
          : ` (${t('letters.reported_count', { count: reported })})`
        : ` (${t('letters.signed_count', { count: confirmed })})`}
    </p>
  );
}

/** A law's provision: its lines or, if the record does not have its text, the claims about it. */
export function Provision({ provision, full }: { provision: PublicProvision; full: Full }) {
  const t = useWords();
  return (
    <blockquote>
      {provision.text.map(({ label, standing, lines, language, claim, said }) => (
        <>
          {standing === 'in-force' ? null : (
            <p>
              {label}:{' '}
              {t(
                `law.provision_${standing === 'not-yet' ? 'not_yet' : standing === 'uncertain' ? 'uncertain_bare' : standing}`,
              )}
            </p>
          )}
          {(lines ?? []).map((line) => (
            <p lang={language ?? undefined}>{line}</p>
          ))}
          {said.length ? (
            <p>
              {label}. {t('law.text_not_held')} {t('law.summaries')}
            </p>
          ) : null}
          {said.map((one) => (
            <p lang={one.language}>
              {one.quotation ? `“${one.wording}”` : one.wording} (
              {one.claims.map((number, index) => (
                <>
                  {index ? ', ' : ''}
                  <a href={full(routes.claim({ number }))}>{t('law.summary_claim', { number })}</a>
                </>
              ))}
              )
            </p>
          ))}
          {claim === null ? null : (
            <p>
              <a href={full(routes.claim({ number: claim }))}>{t('law.text_claim')}</a>
            </p>
          )}
        </>
      ))}
      <p>
        <a href={full(routes.provision({ number: provision.number }))}>
          {provision.label}, {provision.law.title}
        </a>{' '}
        · {t('law.in_article_day', { date: edtfWords(t, provision.on).text })}
      </p>
    </blockquote>
  );
}

/** The notes of a text, in the order of their numbers; nothing if the text has none. */
export function Notes({ notes, full }: { notes: readonly NoteData[]; full: Full }) {
  const t = useWords();
  if (notes.length === 0) return null;
  return (
    <>
      <h2>{t('kit.note.title')}</h2>
      <ol>
        {notes.map((note) => (
          <li value={note.number}>
            <Note note={note} full={full} />
          </li>
        ))}
      </ol>
    </>
  );
}

export function Note({ note, full }: { note: NoteData; full: Full }) {
  const t = useWords();
  if (note.basis !== 'claim') return <>{noteWords(t, note)}</>;
  const { support } = note;
  return (
    <>
      {note.claim ? <a href={full(note.claim)}>{noteWords(t, note)}</a> : noteWords(t, note)}
      {support.quote ? (
        <QuotedBlock text={support.quote} language={support.language} ours={support.oursOfQuote} />
      ) : null}
      {support.quote && support.page ? ` ${pageWords(t, support)}` : null}
      {support.external ? (
        <>
          {' '}
          <a href={support.external}>{t('kit.note.original')}</a>
        </>
      ) : null}
    </>
  );
}
