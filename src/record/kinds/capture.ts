import { sql, type Generated } from 'kysely';
import { restorePassages, type PassageRow } from '../protection/sealed-copies.ts';
import type { ArchiveChecks, ArchiveForm, ArchiveReport, ArchiveVerdict } from '../sources/archive-origin.ts';
import { notInPdf, type PagePart, type PdfLayout } from '../sources/pdf-layout.ts';
import type { Visibility } from '../tables.ts';
import { defineKind, sealedFiles } from './kind.ts';

declare module './kind.ts' {
  interface KindNames {
    capture: true;
  }
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    capture: {
      id: number;
      source_id: number;
      method: CaptureMethod;
      requested_url: string | null;
      final_url: string | null;
      hops: unknown;
      status: number | null;
      headers: unknown;
      media_type: string;
      charset: string | null;
      /** When the page was recorded. For a page of a web archive, that is before it was imported. */
      captured_at: Date;
      bytes_sha256: string;
      bytes_size: number;
      text: string;
      text_sha256: string;
      language: string | null;
      /** Where the lines of a PDF are on its pages; null if it is not a PDF. */
      layout: PdfLayout | null;
    };
    /** The file from which a page was imported; see docs/decisions/0291. */
    archive_origin: {
      capture_id: number;
      name: string;
      archive_sha256: string;
      size: number | null;
      form: ArchiveForm | null;
      software: string;
      operator: string;
      signer: string | null;
      signed_at: Date | null;
      verdict: ArchiveVerdict;
      checks: ArchiveChecks;
      report: ArchiveReport;
      page: number | null;
      listed_at: Date | null;
      content_at: Date | null;
      missing: string[];
      setting_cookies: string[];
    };
    passage: {
      id: Generated<number>;
      capture_id: number;
      start_at: number;
      end_at: number;
      exact: string;
      prefix: string;
      suffix: string;
      visibility: Generated<Visibility>;
      /** In a PDF, the number of the page on which it begins. */
      page: Generated<number | null>;
      /** The third of this page in which it begins. */
      page_part: Generated<PagePart | null>;
    };
  }
}

export const captureMethods = ['fetch', 'file', 'text', 'browser', 'archive'] as const;
export type CaptureMethod = (typeof captureMethods)[number];

/** A capture never changes: an undo can only withdraw it or change its access. */
export const capture = defineKind({
  name: 'capture',
  title: (id) => sql`(select s.title from capture c join source s on s.id = c.source_id where c.id = ${id})`,
  textColumns: {
    capture: ['text', 'requested_url', 'final_url'],
    archive_origin: ['name', 'software', 'operator', 'signer', 'report', 'missing', 'setting_cookies'],
    passage: ['exact', 'prefix', 'suffix'],
  },
  ownRows: [
    { table: 'archive_origin', key: 'capture_id' },
    { table: 'passage', key: 'capture_id' },
    { table: 'capture', key: 'id' },
  ],
  references: [{ table: 'capture', column: 'source_id', of: ['source'] }],
  seal: {
    parts: [
      {
        table: 'capture',
        key: 'id',
        json: ['hops', 'headers', 'layout'],
        emptied: {
          requested_url: null,
          final_url: null,
          hops: '[]',
          headers: '[]',
          text: '',
          text_sha256: '',
          layout: null,
          bytes_size: 0,
        },
      },
      {
        table: 'passage',
        key: 'capture_id',
        emptied: { exact: '', prefix: '', suffix: '', visibility: 'sealed', ...notInPdf },
        match: null,
      },
      { table: 'archive_origin', key: 'capture_id', json: ['checks', 'report'], removed: true },
      sealedFiles,
    ],
    unsealed: (tx, _id, rows) => restorePassages(tx, (rows.passage ?? []) as PassageRow[], true),
  },
  bytes: { hash: 'bytes_sha256', size: 'bytes_size', charset: 'charset' },
  files: true,
  undo: 'access',
});
