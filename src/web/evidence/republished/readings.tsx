import type { Child } from 'hono/jsx';
import {
  lossesOfClaims,
  quotedElsewhere,
  type LossView,
  type Piece,
  type QuotedElsewhere,
} from '../../../evidence/quotations/queue.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { Pill } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { AboutPage } from './parts.tsx';

/**
 * One version of a quotation, with its differences from the other version marked: words that only this version has,
 * words that differ, and places where this version lacks words.
 */
export function ReadingText({ pieces, language }: { pieces: readonly Piece[]; language?: string | null }) {
  const { t } = useView();
  return (
    <blockquote class="reading-diff" lang={language ?? undefined}>
      {pieces.map((piece) => {
        if (piece.mark === 'missing')
          return (
            <>
              {' '}
              <mark class="missing">{t('evidence.origins.reading.missing')}</mark>
            </>
          );
        if (piece.mark === 'extra') return <mark class="extra">{piece.text}</mark>;
        if (piece.mark === 'other') return <mark class="other">{piece.text}</mark>;
        return piece.mark === 'context' ? <span class="context">{piece.text}</span> : piece.text;
      })}
    </blockquote>
  );
}

/** Both versions of a quotation, beside each other. The version that lacks words comes first. */
export function Readings({
  loss,
  own,
}: {
  loss: LossView;
  /** Whether the versions are top-level sections of the page, with headings of level 2. */ own?: boolean;
}) {
  const { t } = useView();
  const Heading = own ? 'h2' : 'h3';
  return (
    <div class="two">
      {(
        [
          ['lacking', loss.lacking],
          ['witness', loss.witness],
        ] as const
      ).map(([side, reading]) => (
        <div>
          <Heading>{t(`evidence.origins.reading.${side}`)}</Heading>
          <p>
            <BriefLine brief={reading.page.brief} />
          </p>
          <AboutPage page={reading.page} />
          <ReadingText pieces={reading.pieces} language={reading.page.language} />
          <p>
            <a
              class="button small"
              href={routes.desk.capture({ number: reading.page.brief.number, capture: reading.captureNumber })}
            >
              {t('evidence.origins.capture_text')}
            </a>
          </p>
        </div>
      ))}
    </div>
  );
}

/** For a claim's page: where else its quotation occurs, and whether words are missing there. */
export async function quotationsOfClaim(
  db: Reader,
  claim: { id: number; kind: string; wording: string; language: string; source: { id: number } | null },
): Promise<Child> {
  if (claim.kind !== 'quotation') return null;
  const losses = (await lossesOfClaims(db, [claim.id])).get(claim.id) ?? [];
  const elsewhere = await quotedElsewhere(db, claim.wording, claim.source?.id ?? null);
  return losses.length || elsewhere.length ? (
    <QuotationsOfClaim losses={losses} elsewhere={elsewhere} language={claim.language} />
  ) : null;
}

function QuotationsOfClaim({
  losses,
  elsewhere,
  language,
}: {
  losses: readonly LossView[];
  elsewhere: readonly QuotedElsewhere[];
  language: string;
}) {
  const { t } = useView();
  return (
    <Section id="elsewhere" title={t('evidence.origins.elsewhere.title', { count: elsewhere.length })}>
      {losses.map((loss) => (
        <Notice
          kind="warning"
          title={t(loss.state === 'accepted' ? 'evidence.origins.loss_confirmed' : 'evidence.origins.loss', {
            words: loss.words,
          })}
        >
          <p>
            {t('evidence.origins.reading.witness')}: <BriefLine brief={loss.witness.page.brief} /> ·{' '}
            <a href={routes.desk.originQuotation({ number: loss.id })}>{t('evidence.origins.quotation_open')}</a>
          </p>
        </Notice>
      ))}
      <ul class="list">
        {elsewhere.map((one) => (
          <li>
            <p>
              <BriefLine brief={one.page.brief} />{' '}
              <span class="muted">
                {t(one.differs ? 'evidence.origins.elsewhere.differs' : 'evidence.origins.elsewhere.same')}
              </span>{' '}
              {one.lost.map((loss) => (
                <Pill shape="warning">{t(`evidence.origins.elsewhere.lost_${loss.by}`, { words: loss.words })}</Pill>
              ))}
            </p>
            <AboutPage page={one.page} />
            {one.differs ? (
              <div class="two">
                <div>
                  <p class="muted">{t('evidence.origins.elsewhere.here')}</p>
                  <ReadingText pieces={one.claim} language={language} />
                </div>
                <div>
                  <p class="muted">{t('evidence.origins.elsewhere.there')}</p>
                  <ReadingText pieces={one.pieces} language={one.page.language} />
                </div>
              </div>
            ) : (
              <ReadingText pieces={one.pieces} language={one.page.language} />
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
