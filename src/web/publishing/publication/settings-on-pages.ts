import type { Publication } from '../../../publishing/publication/publication.ts';

// Every page is handed the publication; the capability that keeps its settings says what more there is to it.
declare module '../../kit/publication.ts' {
  interface PublicationView extends Publication {}
}
