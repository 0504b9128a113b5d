import { agreementReader, citedAgreementReader } from '../documents/agreement/agreement-reader.ts';
import { captureReader } from '../drafting/page/capture-reader.ts';
import { draftReader, fieldsReader } from '../drafting/page/draft-reader.ts';
import { exportReader } from '../exchange/posts/export-reader.ts';
import { lawReader } from '../law/import/law-reader.ts';
import { bounceReader } from '../letters/post/bounce-reader.ts';
import { ownLogoReader } from '../publishing/publication/logo-reader.ts';
import {
  cropsReader,
  differenceReader,
  logoReader,
  pictureReader,
  sizesReader,
} from '../record/photos/picture-readers.ts';
import { namingReader } from '../record/protection/naming-reader.ts';
import { rowsReader, scanReader, sheetsReader } from '../exchange/import/read/table-readers.ts';
import { sitemapReader } from '../evidence/browser/sitemap.ts';
import { archivedPagesReader, archiveReader } from '../evidence/archives/archive-readers.ts';
import { textReader } from '../evidence/extract/read-text.ts';
import {
  contentsReader,
  firstPageReader,
  sentTextReader,
  shotReader,
  stripReader,
  verifyReader,
} from '../evidence/package/package-readers.ts';
import { trustOf } from '../evidence/package/plain-trust.ts';
import { regionsReader } from '../search/places/regions-reader.ts';
import { bytesOf, implement } from '../platform/readers/reader.ts';
import { serveReaders } from '../platform/readers/serve-readers.ts';

/**
 * The main file of the processes that read files and pages from outside (platform/readers/reader.ts). The code of a
 * reader is loaded when it is first used.
 */
serveReaders([
  implement(textReader, async () => (await import('../evidence/extract/extract.ts')).extractText),
  implement(sitemapReader, async () => {
    const { readLocations } = await import('../evidence/browser/read-locations.ts');
    return async ({ most }, file) => readLocations(await bytesOf(file), most);
  }),
  implement(fieldsReader, async () => (await import('../drafting/page/drafted-page.ts')).pageWithFields),
  implement(draftReader, async () => (await import('../drafting/page/drafted-page.ts')).draftedPage),
  implement(scanReader, async () => (await import('../exchange/import/read/scan-table.ts')).scanTable),
  implement(rowsReader, async () => (await import('../exchange/import/read/scan-table.ts')).tableRows),
  implement(sheetsReader, async () => {
    const { sheetsOf } = await import('../exchange/import/read/xlsx.ts');
    return (_, file) => sheetsOf(file);
  }),
  implement(pictureReader, async () => (await import('../record/photos/read-picture.ts')).readPicture),
  implement(logoReader, async () => (await import('../record/photos/read-picture.ts')).readLogo),
  implement(sizesReader, async () => {
    const { sizesOf } = await import('../record/photos/read-picture.ts');
    return ({ master, width, format }) => sizesOf(master, width, format);
  }),
  implement(cropsReader, async () => {
    const { cropsOf } = await import('../record/photos/read-picture.ts');
    return ({ master, ...crops }) => cropsOf(master, crops);
  }),
  implement(differenceReader, async () => (await import('../record/photos/read-picture.ts')).differenceOf),
  implement(ownLogoReader, async () => (await import('../publishing/publication/clean-logo.ts')).cleanLogo),
  implement(lawReader, async () => {
    const { readLaw } = await import('../law/import/read-law.ts');
    return ({ content, language }) => readLaw(content, language);
  }),
  implement(bounceReader, async () => {
    const { readBounce } = await import('../letters/post/read-bounce.ts');
    return (message) => readBounce(Buffer.from(message));
  }),
  implement(exportReader, async () => (await import('../exchange/posts/read-export.ts')).readExport),
  implement(verifyReader, async () => {
    const { verifyPackage } = await import('../evidence/package/verify-package.ts');
    return (trust, file) => verifyPackage(file, trustOf(trust));
  }),
  implement(contentsReader, async () => {
    const { readContents } = await import('../evidence/package/contents.ts');
    return async (_, file) => readContents(await bytesOf(file));
  }),
  implement(shotReader, async () => {
    const { readShot } = await import('../evidence/package/contents.ts');
    return async (_, file) => readShot(await bytesOf(file));
  }),
  implement(sentTextReader, async () => {
    const { textAsSent } = await import('../evidence/package/contents.ts');
    return async (_, file) => textAsSent(await bytesOf(file));
  }),
  implement(firstPageReader, async () => {
    const { firstPageOf } = await import('../evidence/package/contents.ts');
    return async (_, file) => firstPageOf(await bytesOf(file));
  }),
  implement(stripReader, async () => (await import('../evidence/package/records-left.ts')).recordsLeft),
  implement(archiveReader, async () => {
    const { readArchive } = await import('../evidence/archives/read-archive.ts');
    return (trust, file) => readArchive(file, trustOf(trust));
  }),
  implement(archivedPagesReader, async () => (await import('../evidence/archives/page-pieces.ts')).pagePieces),
  implement(namingReader, async () => {
    const { namesIn } = await import('../record/protection/search-bytes.ts');
    return async (search, file) => namesIn(await bytesOf(file), search);
  }),
  implement(agreementReader, async () => {
    const { compareSentence } = await import('../documents/agreement/compare-sentence.ts');
    return ({ sentences }) => sentences.map(({ sentence, claims }) => compareSentence(sentence, claims));
  }),
  implement(citedAgreementReader, async () => {
    const { compareCitedSentence } = await import('../documents/agreement/compare-sentence.ts');
    return ({ sentences }) => sentences.map(({ sentence, claims }) => compareCitedSentence(sentence, claims));
  }),
  implement(regionsReader, async () => {
    const { readRegions } = await import('../search/places/read-regions.ts');
    return ({ text, name }) => readRegions(text, name);
  }),
  implement(captureReader, async () => (await import('../drafting/page/read-capture.ts')).readCapture),
]);
