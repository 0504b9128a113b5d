import type { Publication } from '../../../publishing/publication/publication.ts';

// Extends the publication that every page gets with the fields of the settings.
declare module '../../kit/publication.ts' {
  interface PublicationView extends Publication {}
}
