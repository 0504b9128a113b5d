import type { Publication } from '../../../publishing/publication/publication.ts';

// Adds the settings to the data that every page gets.
declare module '../../kit/publication.ts' {
  interface PublicationView extends Publication {}
}
