import { useView } from '../view.tsx';

/** A page as a reference manager stores it. */
export type Citation = {
  /** The type of the item, by Zotero's name for it. */
  type: 'newspaperArticle' | 'webpage' | 'statute' | 'letter';
  authors?: readonly string[];
  /** EDTF. Only days, months and years are used. */
  date?: string | null;
  /** The number of a law. */
  number?: string;
  language?: string;
  /** The path of the page as PDF. */
  pdf?: string;
};

/**
 * The date without its time. Undefined unless it is a plain year, month or day, because reference managers read no other
 * dates.
 */
const plainDate = (date: string | null | undefined): string | undefined =>
  /^\d{4}(-\d{2}){0,2}(?=$|T)/.exec(date ?? '')?.[0];

/**
 * The tags that reference managers read (`citation_*`, from Highwire Press). There is no `citation_journal_title`,
 * because Zotero would then store the page as an article of a journal. Zotero takes the publication's name from
 * `og:site_name`.
 */
export function CitationMeta({ citation, title, address }: { citation: Citation; title: string; address?: string }) {
  const view = useView();
  const { type, authors = [], number, language = view.t.locale, pdf } = citation;
  const date = plainDate(citation.date);
  const file = pdf && !view.mirror ? view.absolute(pdf) : undefined;
  const { issn, publisher } = view.paper.imprint;
  const ours = type === 'newspaperArticle' || type === 'webpage';
  return (
    <>
      <meta name="z:itemType" content={type} />
      <meta name="citation_title" content={title} />
      {authors.map((name) => (
        <meta name="citation_author" content={name} />
      ))}
      {date ? <meta name="citation_publication_date" content={date} /> : null}
      {number ? <meta name="citation_technical_report_number" content={number} /> : null}
      <meta name="citation_language" content={language} />
      {address ? <meta name="citation_public_url" content={address} /> : null}
      {ours && publisher ? <meta name="citation_publisher" content={publisher} /> : null}
      {type === 'newspaperArticle' && issn ? <meta name="citation_issn" content={issn} /> : null}
      {file ? <meta name="citation_pdf_url" content={file} /> : null}
    </>
  );
}
