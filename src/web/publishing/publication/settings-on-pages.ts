import type { Publication } from '../../../publishing/publication/publication.ts';

// Adds the fields of the settings to the publication that every page gets.
declare module '../../kit/publication.ts' {
  interface PublicationView extends Publication {}
}
